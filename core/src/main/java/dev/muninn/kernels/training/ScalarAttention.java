package dev.muninn.kernels.training;

import java.util.Arrays;

/** Rotation and softmax attention, forward and backward, as plain loops. */
final class ScalarAttention {
    private ScalarAttention() {}

    /** {@code direction} 1 to rotate, -1 for the transpose. */
    static void rotate(float[] x, int at, int heads, Angles angles, int position, int direction) {
        int half = angles.headWidth() / 2;
        for (int h = 0; h < heads; h++) {
            int head = at + h * angles.headWidth();
            for (int i = 0; i < half; i++) {
                float c = angles.cos()[angles.at(position) + i];
                float s = angles.sin()[angles.at(position) + i] * direction;
                int first = angles.adjacent() ? head + 2 * i : head + i;
                int second = angles.adjacent() ? first + 1 : first + half;
                float a = x[first];
                float b = x[second];
                x[first] = a * c - b * s;
                x[second] = b * c + a * s;
            }
        }
    }

    /** @param sum (D) of zeros, used up */
    static void forward(float[] out, float[] logSum, float[] qkv, int[] start, int rows, Heads heads, double[] sum) {
        int headWidth = heads.width();
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads.queries(); h++) {
                double highest = Double.NEGATIVE_INFINITY;
                for (int j = start[m]; j <= m; j++) {
                    highest = Math.max(highest, score(qkv, m, j, h, heads));
                }
                double total = 0;
                Arrays.fill(sum, 0, headWidth, 0.0);
                for (int j = start[m]; j <= m; j++) {
                    double p = Math.exp(score(qkv, m, j, h, heads) - highest);
                    total += p;
                    for (int d = 0; d < headWidth; d++) {
                        sum[d] += p * qkv[value(j, h, heads) + d];
                    }
                }
                for (int d = 0; d < headWidth; d++) {
                    out[m * heads.outWidth() + h * headWidth + d] = (float) (sum[d] / total);
                }
                logSum[m * heads.queries() + h] = (float) (highest + Math.log(total));
            }
        }
    }

    /** Where row {@code m} has the query of head {@code h}. */
    private static int query(int m, int h, Heads heads) {
        return m * heads.qkvWidth() + h * heads.width();
    }

    /** Where row {@code m} has the key that query head {@code h} looks at. */
    private static int key(int m, int h, Heads heads) {
        return m * heads.qkvWidth() + heads.keyAt() + h * heads.keys() / heads.queries() * heads.width();
    }

    /** Where row {@code m} has the value that query head {@code h} looks at. */
    private static int value(int m, int h, Heads heads) {
        return key(m, h, heads) + heads.valueAt() - heads.keyAt();
    }

    /** Query of row {@code m} times key of row {@code j} over sqrt(D), of query head {@code h}. */
    private static double score(float[] qkv, int m, int j, int h, Heads heads) {
        double dot = dot(qkv, query(m, h, heads), qkv, key(j, h, heads), heads.width());
        return dot / Math.sqrt(heads.width());
    }

    /**
     * With p the probabilities, s the scores: {@code dv[j] = Σ p·dOut}, {@code ds = p·(dOut·v[j] - dOut·out)}, {@code dq = Σ ds·k[j]},
     * {@code dk[j] = Σ ds·q}, the last two over sqrt(D); keys and values sum over the queries that share them.
     *
     * @param sums (M, (H + 2G)·D) of zeros, used up
     */
    static void backward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] start,
            int rows,
            Heads heads,
            double[] sums) {
        int headWidth = heads.width();
        double scale = 1 / Math.sqrt(headWidth);
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads.queries(); h++) {
                int o = m * heads.outWidth() + h * headWidth;
                int q = query(m, h, heads);
                double own = dot(dOut, o, out, o, headWidth);
                for (int j = start[m]; j <= m; j++) {
                    int k = key(j, h, heads);
                    int v = value(j, h, heads);
                    double p = Math.exp(score(qkv, m, j, h, heads) - logSum[m * heads.queries() + h]);
                    double ds = p * (dot(dOut, o, qkv, v, headWidth) - own) * scale;
                    for (int d = 0; d < headWidth; d++) {
                        sums[q + d] += ds * qkv[k + d];
                        sums[k + d] += ds * qkv[q + d];
                        sums[v + d] += p * dOut[o + d];
                    }
                }
            }
        }
        for (int i = 0; i < rows * heads.qkvWidth(); i++) {
            dQkv[i] = (float) sums[i];
        }
    }

    static double dot(float[] a, int aAt, float[] b, int bAt, int count) {
        double dot = 0;
        for (int i = 0; i < count; i++) {
            dot += (double) a[aAt + i] * b[bAt + i];
        }
        return dot;
    }
}
