package dev.muninn.train.tape;

/** Figures of the states of some rows, which tell whether a model has collapsed. */
final class States {
    private States() {}

    /** The sum over rows of the state's root mean square. */
    static double norms(float[] state, int rows, int width) {
        double sum = 0;
        for (int m = 0; m < rows; m++) {
            sum += Math.sqrt(dot(state, m * width, m * width, width) / width);
        }
        return sum;
    }

    /** The sum of cosines between the states of neighbouring positions of a sequence. */
    static double neighbours(float[] state, int rows, int length, int width) {
        double sum = 0;
        for (int m = 1; m < rows; m++) {
            if (m % length != 0) {
                int a = (m - 1) * width;
                int b = m * width;
                double norms = Math.sqrt(dot(state, a, a, width) * dot(state, b, b, width));
                sum += norms > 0 ? dot(state, a, b, width) / norms : 0;
            }
        }
        return sum;
    }

    /** Of rows that begin at {@code a} and {@code b}; four sums, which the processor can keep in flight. */
    private static double dot(float[] x, int a, int b, int width) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= width; i += 4) {
            s0 += (double) x[a + i] * x[b + i];
            s1 += (double) x[a + i + 1] * x[b + i + 1];
            s2 += (double) x[a + i + 2] * x[b + i + 2];
            s3 += (double) x[a + i + 3] * x[b + i + 3];
        }
        for (; i < width; i++) {
            s0 += (double) x[a + i] * x[b + i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
