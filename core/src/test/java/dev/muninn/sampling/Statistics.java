package dev.muninn.sampling;

/** Whether counts look like a distribution. */
final class Statistics {
    private Statistics() {}

    /** Pearson's chi-square over its degrees of freedom, near 1 if {@code counts} came from {@code p}; infinite if they cannot have. */
    static double chiSquarePerDegree(int[] counts, float[] p, int draws) {
        double chi = 0;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = (double) p[i] * draws;
            if (expected > 0) {
                chi += (counts[i] - expected) * (counts[i] - expected) / expected;
                cells++;
            } else if (counts[i] > 0) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return chi / (cells - 1);
    }
}
