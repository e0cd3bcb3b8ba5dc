package dev.muninn.kernels.vector.training;

import dev.muninn.kernels.training.Angles;
import dev.muninn.kernels.training.Heads;
import dev.muninn.kernels.training.TrainingKernels;

/** {@link TrainingKernels} row by row, or head by head, on the calling thread. */
final class VectorTraining implements TrainingKernels {
    private final ThreadLocal<TrainingScratch> scratch = ThreadLocal.withInitial(TrainingScratch::new);

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public void rmsNorm(
            float[] y, float[] inverse, float[] x, float[] gain, int gainAt, int rows, int width, float eps) {
        RowSums sums = scratch.get().sums();
        for (int m = 0; m < rows; m++) {
            inverse[m] = Norms.forward(y, x, m * width, gain, gainAt, width, eps, sums);
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
        RowSums sums = scratch.get().sums();
        for (int m = 0; m < rows; m++) {
            Sums.add(sum, x, r, m * width, width);
            inverse[m] = Norms.forward(y, sum, m * width, gain, gainAt, width, eps, sums);
        }
    }

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
        TrainingScratch s = scratch.get();
        float[] gains = dGainAt < 0 ? s.row(width) : dGain; // sums that nobody wants
        int gainsAt = Math.max(0, dGainAt);
        for (int m = 0; m < rows; m++) {
            Norms.backward(dx, add, gains, gainsAt, dy, x, m * width, inverse[m], gain, gainAt, width, s.sums());
        }
    }

    @Override
    public void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        TrainingScratch s = scratch.get();
        float[] exps = s.row(width);
        for (int m = 0; m < rows; m++) {
            int at = 2 * m * width;
            s.sums().exp(exps, 0, gateUp, at, width, -1f, 0f);
            Gates.forward(out, m * width, gateUp, at, width, exps);
        }
    }

    @Override
    public void swiGluBackward(float[] dGateUp, float[] dOut, float[] gateUp, int rows, int width) {
        TrainingScratch s = scratch.get();
        float[] exps = s.row(width);
        for (int m = 0; m < rows; m++) {
            int at = 2 * m * width;
            s.sums().exp(exps, 0, gateUp, at, width, -1f, 0f);
            Gates.backward(dGateUp, dOut, m * width, gateUp, at, width, exps);
        }
    }

    @Override
    public void add(float[] y, float[] x, float[] r, int count) {
        Sums.add(y, x, r, 0, count);
    }

    @Override
    public void addColumns(float[] y, int stride, int at, float[] x, float factor, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            Sums.addScaled(y, m * stride + at, x, m * width, factor, width);
        }
    }

    @Override
    public void addBias(float[] x, int stride, float[] bias, int biasAt, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            Sums.add(x, m * stride, bias, biasAt, width);
        }
    }

    @Override
    public void addBiasBackward(float[] dBias, int biasAt, float[] dy, int stride, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            Sums.add(dBias, biasAt, dy, m * stride, width);
        }
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
        RowSums sums = scratch.get().sums();
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int from = m * stride + at + h * headWidth;
                inverse[m * heads + h] = Norms.forward(y, x, from, gain, gainAt, headWidth, eps, sums);
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
        TrainingScratch s = scratch.get();
        float[] gains = dGainAt < 0 ? s.row(headWidth) : dGain;
        int gainsAt = Math.max(0, dGainAt);
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int from = m * stride + at + h * headWidth;
                float n = inverse[m * heads + h];
                Norms.backward(d, false, gains, gainsAt, d, x, from, n, gain, gainAt, headWidth, s.sums());
            }
        }
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
        Rotation rotation = scratch.get().rotation();
        for (int t = 0; t < length; t++) {
            rotation.position(angles, t, heads, 1f);
            for (int b = 0; b < sequences; b++) {
                int at = (b * length + t) * stride;
                Sums.add(x, at, bias, biasAt, biasCount);
                rotation.rotate(x, at, heads);
            }
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
        Rotation rotation = scratch.get().rotation();
        for (int t = 0; t < length; t++) {
            rotation.position(angles, t, heads, -1f);
            for (int b = 0; b < sequences; b++) {
                int at = (b * length + t) * stride;
                rotation.rotate(d, at, heads);
                Sums.add(dBias, biasAt, d, at, biasCount);
            }
        }
    }

    @Override
    public void attention(
            float[] out, float[] logSum, float[] qkv, int[] start, int sequences, int length, Heads heads) {
        Attention attention = scratch.get().attention();
        attention.shape(length, heads);
        for (int b = 0; b < sequences; b++) {
            for (int group = 0; group < heads.keys(); group++) {
                attention.forward(out, logSum, qkv, start, b, group);
            }
        }
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
        Attention attention = scratch.get().attention();
        attention.shape(length, heads);
        for (int b = 0; b < sequences; b++) {
            for (int group = 0; group < heads.keys(); group++) {
                attention.backward(dQkv, dOut, out, logSum, qkv, start, b, group);
            }
        }
    }

    @Override
    public void shortConvolution(
            float[] y, float[] x, float[] taps, int tapsAt, int count, int[] documentStart, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            int seen = Math.min(count, m - documentStart[m] + 1);
            Convolution.row(y, x, m * width, -width, taps, tapsAt, seen, width);
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
        for (int m = 0; m < rows; m++) {
            int seen = Math.min(count, m - documentStart[m] + 1);
            if (dTapsAt >= 0) {
                Convolution.addTaps(dTaps, dTapsAt, seen, dy, x, m * width, width);
            }
            int seenBy = 0;
            while (seenBy < count && m + seenBy < rows && documentStart[m + seenBy] <= m) {
                seenBy++;
            }
            Convolution.row(dx, dy, m * width, width, taps, tapsAt, seenBy, width);
        }
    }

    @Override
    public void crossEntropy(
            float[] logits, float[] losses, boolean[] correct, int[] targets, float[] weight, int rows, int vocab) {
        RowSums sums = scratch.get().sums();
        for (int m = 0; m < rows; m++) {
            int at = m * vocab;
            float highest = sums.max(logits, at, vocab);
            correct[m] = CrossEntropy.correct(logits, at, vocab, targets[m], highest, sums);
            losses[m] = CrossEntropy.row(logits, at, vocab, targets[m], weight[m], highest, sums);
        }
    }

    @Override
    public void divergence(float[] teacher, float[] losses, float[] logits, float[] weight, int rows, int vocab) {
        TrainingScratch s = scratch.get();
        for (int m = 0; m < rows; m++) {
            losses[m] = CrossEntropy.divergence(teacher, logits, m * vocab, vocab, weight[m], s.row(vocab), s.sums());
        }
    }
}
