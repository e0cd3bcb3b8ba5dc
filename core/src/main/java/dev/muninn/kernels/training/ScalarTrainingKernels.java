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

    /** {@code to[at ..] += sums}, nothing if {@code at} is negative. */
    private static void addSums(float[] to, int at, double[] sums, int count) {
        for (int i = 0; i < count && at >= 0; i++) {
            to[at + i] += (float) sums[i];
        }
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
            int dGainAt,
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
        addSums(dGain, dGainAt, gainSums, width);
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
    public void add(float[] y, float[] x, float[] r, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = x[i] + r[i];
        }
    }

    @Override
    public void addColumns(float[] y, int stride, int at, float[] x, float factor, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                y[m * stride + at + i] += factor * x[m * width + i];
            }
        }
    }

    @Override
    public void addBias(float[] x, int stride, float[] bias, int biasAt, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                x[m * stride + i] += bias[biasAt + i];
            }
        }
    }

    @Override
    public void addBiasBackward(float[] dBias, int biasAt, float[] d, int stride, int rows, int count) {
        double[] biasSums = zeros(count);
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < count; i++) {
                biasSums[i] += d[m * stride + i];
            }
        }
        addSums(dBias, biasAt, biasSums, count);
    }

    @Override
    public void headNorm(
            float[] y,
            float[] inverse,
            float[] x,
            int stride,
            int at,
            int heads,
            int headWidth,
            float[] gain,
            int gainAt,
            int rows,
            float eps) {
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int from = m * stride + at + h * headWidth;
                double squares = ScalarAttention.dot(x, from, x, from, headWidth);
                float n = (float) (1 / Math.sqrt(squares / headWidth + eps));
                inverse[m * heads + h] = n;
                for (int i = 0; i < headWidth; i++) {
                    y[from + i] = x[from + i] * n * gain[gainAt + i];
                }
            }
        }
    }

    @Override
    public void headNormBackward(
            float[] d,
            float[] dGain,
            int dGainAt,
            float[] x,
            float[] inverse,
            int stride,
            int at,
            int heads,
            int headWidth,
            float[] gain,
            int gainAt,
            int rows) {
        double[] gainSums = zeros(headWidth);
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int from = m * stride + at + h * headWidth;
                double n = inverse[m * heads + h];
                double along = 0;
                for (int i = 0; i < headWidth; i++) {
                    along += (double) gain[gainAt + i] * d[from + i] * x[from + i];
                    gainSums[i] += n * d[from + i] * x[from + i];
                }
                for (int i = 0; i < headWidth; i++) {
                    d[from + i] =
                            (float) (n * gain[gainAt + i] * d[from + i] - n * n * n * x[from + i] * along / headWidth);
                }
            }
        }
        addSums(dGain, dGainAt, gainSums, headWidth);
    }

    @Override
    public void rotate(
            float[] x,
            int stride,
            int heads,
            Angles angles,
            float[] bias,
            int biasAt,
            int biasCount,
            int sequences,
            int length) {
        for (int m = 0; m < sequences * length; m++) {
            for (int i = 0; i < biasCount; i++) {
                x[m * stride + i] += bias[biasAt + i];
            }
            ScalarAttention.rotate(x, m * stride, heads, angles, m % length, 1);
        }
    }

    @Override
    public void rotateBackward(
            float[] d,
            int stride,
            int heads,
            Angles angles,
            float[] dBias,
            int biasAt,
            int biasCount,
            int sequences,
            int length) {
        for (int m = 0; m < sequences * length; m++) {
            ScalarAttention.rotate(d, m * stride, heads, angles, m % length, -1);
        }
        addBiasBackward(dBias, biasAt, d, stride, sequences * length, biasCount);
    }

    @Override
    public void attention(
            float[] out, float[] logSum, float[] qkv, int[] start, int sequences, int length, Heads heads) {
        ScalarAttention.forward(out, logSum, qkv, start, sequences * length, heads, zeros(heads.width()));
    }

    @Override
    public void attentionBackward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] start,
            int sequences,
            int length,
            Heads heads) {
        int rows = sequences * length;
        double[] gradient = zeros(rows * heads.qkvWidth());
        ScalarAttention.backward(dQkv, dOut, out, logSum, qkv, start, rows, heads, gradient);
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
            int dTapsAt,
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
        addSums(dTaps, dTapsAt, tapSums, count * width);
    }

    @Override
    public void crossEntropy(
            float[] logits, float[] losses, boolean[] correct, int[] targets, float[] weight, int rows, int vocab) {
        ScalarLosses.crossEntropy(logits, losses, correct, targets, weight, rows, vocab);
    }

    @Override
    public void divergence(float[] teacher, float[] losses, float[] logits, float[] weight, int rows, int vocab) {
        ScalarLosses.divergence(teacher, losses, logits, weight, rows, vocab);
    }
}
