package dev.muninn.eval.proof.stats;

import static dev.muninn.error.MuninnException.require;

import java.util.Locale;

/** So many of so many were right. */
public record Share(int right, int of) {
    public static final Share NONE = new Share(0, 0);

    /** Two-sided 95 %. */
    private static final double Z = 1.959963984540054;

    public Share {
        require(right >= 0 && right <= of, "%d right of %d", right, of);
    }

    public static Share of(boolean[] right) {
        int count = 0;
        for (boolean each : right) {
            count += each ? 1 : 0;
        }
        return new Share(count, right.length);
    }

    public Share plus(Share other) {
        return new Share(right + other.right, of + other.of);
    }

    /** NaN of none. */
    public double value() {
        return (double) right / of;
    }

    public double percent() {
        return 100 * value();
    }

    /** Lower end of the 95 % score interval (Wilson 1927). */
    public double low() {
        return right == 0 ? 0 : centre() - reach();
    }

    /** Upper end of the 95 % score interval. */
    public double high() {
        return right == of ? 1 : centre() + reach();
    }

    private double centre() {
        return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
    }

    private double reach() {
        double p = value();
        return Z / (1 + Z * Z / of) * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of));
    }

    /** As tables show it: "97.4 (95.6-98.5)" in percent. */
    public String text() {
        return of == 0 ? "-" : String.format(Locale.ROOT, "%.1f (%.1f-%.1f)", percent(), 100 * low(), 100 * high());
    }
}
