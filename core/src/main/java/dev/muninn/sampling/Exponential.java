package dev.muninn.sampling;

/**
 * e^x for x ≤ 0, from basic arithmetic only. {@code Math.exp} may differ in its last bit between machines and between interpreted and
 * compiled code, and then a token would; {@code StrictMath.exp} is too slow for a whole vocabulary.
 */
final class Exponential {
    private static final double LOG2_E = 1.4426950408889634;
    /** ln 2 in two parts; the upper has so few digits that its product with an exponent is exact. */
    private static final double LN2_UPPER = 0x1.62e42feep-1;

    private static final double LN2_LOWER = 1.90821492927058770002e-10;
    private static final double SMALLEST = -700;
    private static final int BIAS = 1023;

    private Exponential() {}

    /** e^x, within a few units in the last place; 0 below -700. */
    static double of(double x) {
        if (!(x >= SMALLEST)) {
            return 0;
        }
        int exponent = (int) (x * LOG2_E - 0.5);
        double r = (x - exponent * LN2_UPPER) - exponent * LN2_LOWER;
        double series = 1.0 / 6227020800.0;
        series = series * r + 1.0 / 479001600.0;
        series = series * r + 1.0 / 39916800.0;
        series = series * r + 1.0 / 3628800.0;
        series = series * r + 1.0 / 362880.0;
        series = series * r + 1.0 / 40320.0;
        series = series * r + 1.0 / 5040.0;
        series = series * r + 1.0 / 720.0;
        series = series * r + 1.0 / 120.0;
        series = series * r + 1.0 / 24.0;
        series = series * r + 1.0 / 6.0;
        series = series * r + 0.5;
        series = series * r + 1;
        series = series * r + 1;
        return series * Double.longBitsToDouble((long) (exponent + BIAS) << 52);
    }
}
