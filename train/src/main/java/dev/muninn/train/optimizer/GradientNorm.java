package dev.muninn.train.optimizer;

/** The Euclidean norm of all gradients together, summed in an order that does not depend on threads. */
public final class GradientNorm {
    private static final int CHUNK = 1 << 15;

    private GradientNorm() {}

    public static double of(float[] gradient, Workers workers) {
        int chunks = (gradient.length + CHUNK - 1) / CHUNK;
        double[] sums = new double[chunks];
        workers.run(chunks, (worker, piece) -> sums[piece] = squares(gradient, piece * CHUNK));
        double sum = 0;
        for (double one : sums) {
            sum += one;
        }
        return Math.sqrt(sum);
    }

    /** Four sums side by side, so that one addition need not wait for the other. */
    private static double squares(float[] gradient, int from) {
        int to = Math.min(gradient.length, from + CHUNK);
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            a += (double) gradient[i] * gradient[i];
            b += (double) gradient[i + 1] * gradient[i + 1];
            c += (double) gradient[i + 2] * gradient[i + 2];
            d += (double) gradient[i + 3] * gradient[i + 3];
        }
        for (; i < to; i++) {
            a += (double) gradient[i] * gradient[i];
        }
        return (a + b) + (c + d);
    }
}
