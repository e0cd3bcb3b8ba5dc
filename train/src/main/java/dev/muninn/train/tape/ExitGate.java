package dev.muninn.train.tape;

/**
 * The learned exit gate while training (Zhu et al. 2025, arXiv:2510.25741, eq. 3 to 5): z_t = w·s_t + b, λ_t = σ(z_t), the probability to
 * exit after recurrence t is p_t = λ_t Π_{u<t} (1 − λ_u), the last takes the rest. The loss of a row is Σ_t p_t · CE_t − β · H(p).
 */
final class ExitGate {
    private final int width;
    private final int gateAt;
    private final int biasAt;
    private final boolean trained;
    private float[] gates = {}; // (T, M): λ
    private float[] exits = {}; // (T, M): p
    private int rows;
    private int recurrences;

    /**
     * @param gateAt where w begins among all parameters
     * @param trained whether w and b have gradients
     */
    ExitGate(int width, int gateAt, int biasAt, boolean trained) {
        this.width = width;
        this.gateAt = gateAt;
        this.biasAt = biasAt;
        this.trained = trained;
    }

    void begin(int count, int total) {
        rows = count;
        recurrences = total;
        if (gates.length < count * total) {
            gates = new float[count * total];
            exits = new float[count * total];
        }
    }

    /** λ after recurrence {@code t}, from 0. */
    void read(int t, float[] state, float[] w) {
        for (int m = 0; m < rows; m++) {
            double z = w[biasAt];
            for (int i = 0; i < width; i++) {
                z += (double) w[gateAt + i] * state[m * width + i];
            }
            gates[t * rows + m] = (float) (1 / (1 + Math.exp(-z)));
        }
    }

    /** The probabilities, once all gates were read. */
    void close() {
        for (int m = 0; m < rows; m++) {
            double left = 1;
            for (int t = 0; t < recurrences; t++) {
                double p = t == recurrences - 1 ? left : gates[t * rows + m] * left;
                exits[t * rows + m] = (float) p;
                left -= p;
            }
        }
    }

    /** The probability that row {@code m} exits after recurrence {@code t}. */
    float exit(int t, int m) {
        return exits[t * rows + m];
    }

    /** −H(p) of a row, in nats. */
    double negativeEntropy(int m) {
        double sum = 0;
        for (int t = 0; t < recurrences; t++) {
            sum += exit(t, m) * logarithm(exit(t, m));
        }
        return sum;
    }

    private static double logarithm(float p) {
        return Math.log(Math.max(p, Float.MIN_NORMAL));
    }

    /**
     * What the readouts found, and what it counts.
     *
     * @param losses (T, M): CE
     * @param weights (M) of CE and of the entropy
     * @param divergences (T, M): from a teacher, D
     * @param teacherWeights (M) of D
     * @param entropy β
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Losses(float[] losses, float[] weights, float[] divergences, float[] teacherWeights, double entropy) {}

    /**
     * Adds the gradient of the gate after recurrence {@code t} to {@code dState} and {@code dw}. With g_t the derivative of the row's loss by
     * p_t, weight · (CE_t + β (ln p_t + 1)) + teacher's weight · D_t: dz_t = g_t p_t (1 − λ_t) − λ_t Σ_{u>t} g_u p_u.
     */
    void backward(int t, Losses found, float[] state, float[] w, float[] dState, float[] dw) {
        if (t == recurrences - 1) {
            return; // the last exit takes what is left, its gate does not count
        }
        for (int m = 0; m < rows; m++) {
            if (found.weights[m] == 0 && found.teacherWeights[m] == 0) {
                continue;
            }
            double later = 0;
            for (int u = t + 1; u < recurrences; u++) {
                later += share(u, m, found);
            }
            double gate = gates[t * rows + m];
            float dz = (float) (share(t, m, found) * (1 - gate) - gate * later);
            for (int i = 0; i < width; i++) {
                dState[m * width + i] += dz * w[gateAt + i];
            }
            if (trained) {
                for (int i = 0; i < width; i++) {
                    dw[gateAt + i] += dz * state[m * width + i];
                }
                dw[biasAt] += dz;
            }
        }
    }

    /** g_t · p_t of a row. */
    private double share(int t, int m, Losses found) {
        int at = t * rows + m;
        double g = found.weights[m] * (found.losses[at] + found.entropy * (logarithm(exit(t, m)) + 1))
                + found.teacherWeights[m] * (double) found.divergences[at];
        return g * exit(t, m);
    }
}
