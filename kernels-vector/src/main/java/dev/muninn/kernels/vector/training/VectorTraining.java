package dev.muninn.kernels.vector.training;

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
            Norms.add(sum, x, r, m * width, width);
            inverse[m] = Norms.forward(y, sum, m * width, gain, gainAt, width, eps, sums);
        }
    }

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
        RowSums sums = scratch.get().sums();
        for (int m = 0; m < rows; m++) {
            Norms.backward(dx, add, dGain, dy, x, m * width, inverse[m], gain, gainAt, width, sums);
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
        Rotation rotation = scratch.get().rotation();
        int width = heads * headWidth;
        for (int t = 0; t < length; t++) {
            rotation.position(cos, sin, t * headWidth / 2, heads, headWidth, 1f);
            for (int b = 0; b < sequences; b++) {
                int at = (b * length + t) * 3 * width;
                if (biasAt >= 0) {
                    Rotation.add(qkv, at, bias, biasAt, 2 * width);
                }
                rotation.rotate(qkv, at, width);
                rotation.rotate(qkv, at + width, width);
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
        Rotation rotation = scratch.get().rotation();
        int width = heads * headWidth;
        for (int t = 0; t < length; t++) {
            rotation.position(cos, sin, t * headWidth / 2, heads, headWidth, -1f);
            for (int b = 0; b < sequences; b++) {
                int at = (b * length + t) * 3 * width;
                rotation.rotate(dQkv, at, width);
                rotation.rotate(dQkv, at + width, width);
                if (biasAt >= 0) {
                    Rotation.add(dBias, biasAt, dQkv, at, 2 * width);
                }
            }
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
        Attention attention = scratch.get().attention();
        attention.shape(length, heads, headWidth);
        for (int b = 0; b < sequences; b++) {
            for (int h = 0; h < heads; h++) {
                attention.forward(out, logSum, qkv, documentStart, b, h);
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
            int[] documentStart,
            int sequences,
            int length,
            int heads,
            int headWidth) {
        Attention attention = scratch.get().attention();
        attention.shape(length, heads, headWidth);
        for (int b = 0; b < sequences; b++) {
            for (int h = 0; h < heads; h++) {
                attention.backward(dQkv, dOut, out, logSum, qkv, documentStart, b, h);
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
            Convolution.addTaps(dTaps, tapsAt, seen, dy, x, m * width, width);
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
}
