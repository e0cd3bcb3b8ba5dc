package dev.muninn.kernels.training;

import java.util.Arrays;

/** The obvious loops, kept for ever: every other provider is tested against them. Sums run in double. */
public final class ScalarTrainingKernels implements TrainingKernels {
    /** Sums of a call, by thread: nothing is allocated in steady state. */
    private final ThreadLocal<double[]> sums = ThreadLocal.withInitial(() -> new double[0]);

    @Override
    public String name() {
        return "scalar";
    }

    /** At least {@code count} zeros. */
    private double[] zeros(int count) {
        double[] scratch = sums.get();
        if (scratch.length < count) {
            scratch = new double[count];
            sums.set(scratch);
        }
        Arrays.fill(scratch, 0, count, 0.0);
        return scratch;
    }

    @Override
    public void rmsNorm(
            float[] y, float[] inverse, float[] x, float[] gain, int gainAt, int rows, int width, float eps) {
        for (int m = 0; m < rows; m++) {
            double squares = 0;
            for (int i = m * width; i < (m + 1) * width; i++) {
                squares += (double) x[i] * x[i];
            }
            inverse[m] = (float) (1 / Math.sqrt(squares / width + eps));
            for (int i = 0; i < width; i++) {
                y[m * width + i] = x[m * width + i] * inverse[m] * gain[gainAt + i];
            }
        }
    }

    @Override
    public void addRmsNorm(
            float[] y,
            float[] sum,
            float[] inverse,
            float[] x,
            float[] r,
            float[] gain,
            int gainAt,
            int rows,
            int width,
            float eps) {
        for (int i = 0; i < rows * width; i++) {
            sum[i] = x[i] + r[i];
        }
        rmsNorm(y, inverse, sum, gain, gainAt, rows, width, eps);
    }

    /** With n = 1/rms and g the gain: {@code dx = n·g⊙dy - n³·x·mean(g⊙dy⊙x)}, {@code dGain = n·dy⊙x}. */
    @Override
    public void rmsNormBackward(
            float[] dx,
            boolean add,
            float[] dGain,
            float[] dy,
            float[] x,
            float[] inverse,
            float[] gain,
            int gainAt,
            int rows,
            int width) {
        double[] gainSums = zeros(width);
        for (int m = 0; m < rows; m++) {
            double n = inverse[m];
            double dot = 0;
            for (int i = 0; i < width; i++) {
                int at = m * width + i;
                dot += (double) gain[gainAt + i] * dy[at] * x[at];
                gainSums[i] += n * dy[at] * x[at];
            }
            for (int i = 0; i < width; i++) {
                int at = m * width + i;
                double d = n * gain[gainAt + i] * dy[at] - n * n * n * x[at] * dot / width;
                dx[at] = (float) (add ? dx[at] + d : d);
            }
        }
        for (int i = 0; i < width; i++) {
            dGain[gainAt + i] += (float) gainSums[i];
        }
    }

    @Override
    public void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                double gate = gateUp[m * 2 * width + i];
                out[m * width + i] = (float) (gate * sigmoid(gate) * gateUp[(m * 2 + 1) * width + i]);
            }
        }
    }

    /** {@code silu'(g) = σ(g)·(1 + g·(1 - σ(g)))}. */
    @Override
    public void swiGluBackward(float[] dGateUp, float[] dOut, float[] gateUp, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                int gateAt = m * 2 * width + i;
                int upAt = gateAt + width;
                double gate = gateUp[gateAt];
                double up = gateUp[upAt];
                double d = dOut[m * width + i];
                double s = sigmoid(gate);
                dGateUp[gateAt] = (float) (d * up * s * (1 + gate * (1 - s)));
                dGateUp[upAt] = (float) (d * gate * s);
            }
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public void rotate(
            float[] qkv,
            float[] bias,
            int biasAt,
            float[] cos,
            float[] sin,
            int sequences,
            int length,
            int heads,
            int headWidth) {
        int width = heads * headWidth;
        for (int m = 0; m < sequences * length; m++) {
            int angle = m % length * (headWidth / 2);
            for (int i = 0; i < 2 * width; i += 2) {
                int at = m * 3 * width + i;
                float c = cos[angle + i % headWidth / 2];
                float s = sin[angle + i % headWidth / 2];
                float a = biasAt < 0 ? qkv[at] : qkv[at] + bias[biasAt + i];
                float b = biasAt < 0 ? qkv[at + 1] : qkv[at + 1] + bias[biasAt + i + 1];
                qkv[at] = a * c - b * s;
                qkv[at + 1] = b * c + a * s;
            }
        }
    }

    @Override
    public void rotateBackward(
            float[] dQkv,
            float[] dBias,
            int biasAt,
            float[] cos,
            float[] sin,
            int sequences,
            int length,
            int heads,
            int headWidth) {
        int width = heads * headWidth;
        double[] biasSums = zeros(2 * width);
        for (int m = 0; m < sequences * length; m++) {
            int angle = m % length * (headWidth / 2);
            for (int i = 0; i < 2 * width; i += 2) {
                int at = m * 3 * width + i;
                float c = cos[angle + i % headWidth / 2];
                float s = sin[angle + i % headWidth / 2];
                float da = dQkv[at] * c + dQkv[at + 1] * s;
                float db = dQkv[at + 1] * c - dQkv[at] * s;
                dQkv[at] = da;
                dQkv[at + 1] = db;
                biasSums[i] += da;
                biasSums[i + 1] += db;
            }
        }
        for (int i = 0; i < 2 * width && biasAt >= 0; i++) {
            dBias[biasAt + i] += (float) biasSums[i];
        }
    }

    @Override
    public void attention(
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] documentStart,
            int sequences,
            int length,
            int heads,
            int headWidth) {
        int width = heads * headWidth;
        for (int m = 0; m < sequences * length; m++) {
            for (int h = 0; h < heads; h++) {
                double highest = Double.NEGATIVE_INFINITY;
                for (int j = documentStart[m]; j <= m; j++) {
                    highest = Math.max(highest, score(qkv, m, j, h, heads, headWidth));
                }
                double total = 0;
                double[] sum = zeros(headWidth);
                for (int j = documentStart[m]; j <= m; j++) {
                    double p = Math.exp(score(qkv, m, j, h, heads, headWidth) - highest);
                    total += p;
                    for (int d = 0; d < headWidth; d++) {
                        sum[d] += p * qkv[j * 3 * width + 2 * width + h * headWidth + d];
                    }
                }
                for (int d = 0; d < headWidth; d++) {
                    out[m * width + h * headWidth + d] = (float) (sum[d] / total);
                }
                logSum[m * heads + h] = (float) (highest + Math.log(total));
            }
        }
    }

    /** Query of row {@code m} times key of row {@code j} over sqrt(D), of head {@code h}. */
    private static double score(float[] qkv, int m, int j, int h, int heads, int headWidth) {
        int width = heads * headWidth;
        int q = m * 3 * width + h * headWidth;
        int k = j * 3 * width + width + h * headWidth;
        double dot = 0;
        for (int d = 0; d < headWidth; d++) {
            dot += (double) qkv[q + d] * qkv[k + d];
        }
        return dot / Math.sqrt(headWidth);
    }

    /**
     * With p the probabilities, s the scores: {@code dv[j] = Σ p·dOut}, {@code ds = p·(dOut·v[j] - dOut·out)}, {@code dq = Σ ds·k[j]},
     * {@code dk[j] = Σ ds·q}, the last two over sqrt(D).
     */
    @Override
    public void attentionBackward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] documentStart,
            int sequences,
            int length,
            int heads,
            int headWidth) {
        int width = heads * headWidth;
        int rows = sequences * length;
        double[] sums = zeros(rows * 3 * width);
        double scale = 1 / Math.sqrt(headWidth);
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int o = m * width + h * headWidth;
                int q = m * 3 * width + h * headWidth;
                double own = dot(dOut, o, out, o, headWidth);
                for (int j = documentStart[m]; j <= m; j++) {
                    int k = j * 3 * width + width + h * headWidth;
                    int v = k + width;
                    double p = Math.exp(score(qkv, m, j, h, heads, headWidth) - logSum[m * heads + h]);
                    double ds = p * (dot(dOut, o, qkv, v, headWidth) - own) * scale;
                    for (int d = 0; d < headWidth; d++) {
                        sums[q + d] += ds * qkv[k + d];
                        sums[k + d] += ds * qkv[q + d];
                        sums[v + d] += p * dOut[o + d];
                    }
                }
            }
        }
        for (int i = 0; i < rows * 3 * width; i++) {
            dQkv[i] = (float) sums[i];
        }
    }

    private static double dot(float[] a, int aAt, float[] b, int bAt, int count) {
        double dot = 0;
        for (int i = 0; i < count; i++) {
            dot += (double) a[aAt + i] * b[bAt + i];
        }
        return dot;
    }

    @Override
    public void shortConvolution(
            float[] y, float[] x, float[] taps, int tapsAt, int count, int[] documentStart, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                double sum = x[m * width + i];
                for (int j = 0; j < count && m - j >= documentStart[m]; j++) {
                    sum += (double) taps[tapsAt + j * width + i] * x[(m - j) * width + i];
                }
                y[m * width + i] = (float) sum;
            }
        }
    }

    @Override
    public void shortConvolutionBackward(
            float[] dx,
            float[] dTaps,
            float[] dy,
            float[] x,
            float[] taps,
            int tapsAt,
            int count,
            int[] documentStart,
            int rows,
            int width) {
        double[] tapSums = zeros(count * width);
        System.arraycopy(dy, 0, dx, 0, rows * width);
        for (int m = 0; m < rows; m++) {
            for (int j = 0; j < count && m - j >= documentStart[m]; j++) {
                for (int i = 0; i < width; i++) {
                    int at = (m - j) * width + i;
                    dx[at] += taps[tapsAt + j * width + i] * dy[m * width + i];
                    tapSums[j * width + i] += (double) dy[m * width + i] * x[at];
                }
            }
        }
        for (int i = 0; i < count * width; i++) {
            dTaps[tapsAt + i] += (float) tapSums[i];
        }
    }

    @Override
    public void crossEntropy(
            float[] logits, float[] losses, boolean[] correct, int[] targets, float[] weight, int rows, int vocab) {
        for (int m = 0; m < rows; m++) {
            int at = m * vocab;
            int best = 0;
            for (int v = 1; v < vocab; v++) {
                best = logits[at + v] > logits[at + best] ? v : best;
            }
            double highest = logits[at + best];
            double total = 0;
            for (int v = 0; v < vocab; v++) {
                total += Math.exp(logits[at + v] - highest);
            }
            boolean counts = weight[m] != 0;
            losses[m] = counts ? (float) (highest + Math.log(total) - logits[at + targets[m]]) : 0;
            correct[m] = best == targets[m];
            for (int v = 0; v < vocab; v++) {
                double p = Math.exp(logits[at + v] - highest) / total;
                logits[at + v] = counts ? (float) (weight[m] * (v == targets[m] ? p - 1 : p)) : 0;
            }
        }
    }
}
