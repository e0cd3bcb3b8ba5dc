package dev.muninn.train.raven;

import dev.muninn.config.RavenConfig;
import dev.muninn.kernels.training.Heads;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.weights.RavenTensors;

/**
 * One sandwich block, forward and backward: {@code x = rms(x + attn(rms(x))); x = rms(x + mlp(rms(x)))}; in a prelude with short
 * convolutions {@code x = x + conv(x); x = rms(x + mlp(rms(x)))}. Holds where its weights lie, no state: M rows, C width, H heads, I MLP width.
 */
final class RavenBlock {
    private final TrainingKernels kernels;
    private final LinearKernels linear;
    private final int heads;
    private final int headWidth;
    private final int width;
    private final int mlpWidth;
    private final float eps;
    private final int taps;

    private final int convolution; // (taps, C), negative for none: then there is attention
    private final int norm1; // (C)
    private final int qkv; // (3C, C)
    private final int qkBias; // (2C), negative for none
    private final int attentionOut; // (C, C)
    private final int norm2; // (C)
    private final int norm3; // (C)
    private final int gateUp; // (2I, C)
    private final int down; // (C, I)
    private final int norm4; // (C)

    /** @param prefix what the names of its tensors start with, dot included */
    RavenBlock(RavenConfig config, TrainingKernels kernels, LinearKernels linear, Offsets offsets, String prefix) {
        this.kernels = kernels;
        this.linear = linear;
        this.heads = config.heads();
        this.headWidth = config.headWidth();
        this.width = config.width();
        this.mlpWidth = config.mlpWidth();
        this.eps = config.normEps();
        this.taps = config.convolutionTaps();
        this.convolution = offsets.orNone(RavenTensors.convolution(prefix));
        this.norm1 = offsets.orNone(prefix + "norm_1.weight");
        this.qkv = offsets.orNone(prefix + "attn.Wqkv.weight");
        this.qkBias = offsets.orNone(prefix + "attn.qk_bias");
        this.attentionOut = offsets.orNone(prefix + "attn.proj.weight");
        this.norm2 = offsets.orNone(prefix + "norm_2.weight");
        this.norm3 = offsets.of(prefix + "norm_3.weight");
        this.gateUp = offsets.of(prefix + "mlp.fc.weight");
        this.down = offsets.of(prefix + "mlp.proj.weight");
        this.norm4 = offsets.of(prefix + "norm_4.weight");
    }

    /** What the backward pass needs of a forward pass. Outputs of norms and of the gate are cheaper to compute again than to keep. */
    static final class Tape {
        final float[] x; // (M, C), the block's input, written by whoever computes it
        final float[] inverse1; // (M)
        final float[] qkv; // (M, 3C), rotated
        final float[] logSum; // (M, H)
        final float[] attended; // (M, C)
        final float[] sum2; // (M, C), before norm_2
        final float[] inverse2; // (M)
        final float[] middle; // (M, C), after norm_2
        final float[] inverse3; // (M)
        final float[] gateUp; // (M, 2I)
        final float[] sum4; // (M, C), before norm_4
        final float[] inverse4; // (M)

        /** @param attends whether the blocks that use it have attention */
        Tape(RavenConfig config, int rows, boolean attends) {
            int width = config.width();
            int attending = attends ? rows : 0;
            this.x = new float[rows * width];
            this.inverse1 = new float[attending];
            this.qkv = new float[attending * 3 * width];
            this.logSum = new float[attending * config.heads()];
            this.attended = new float[attending * width];
            this.sum2 = new float[attending * width];
            this.inverse2 = new float[attending];
            this.middle = new float[rows * width];
            this.inverse3 = new float[rows];
            this.gateUp = new float[rows * 2 * config.mlpWidth()];
            this.sum4 = new float[rows * width];
            this.inverse4 = new float[rows];
        }
    }

    /** Room that any block may use while it computes. */
    static final class Scratch {
        final float[] normed; // (M, C)
        final float[] projected; // (M, C)
        final float[] gated; // (M, I)
        final float[] dNormed; // (M, C)
        final float[] dAttended; // (M, C)
        final float[] dQkv; // (M, 3C)
        final float[] dGated; // (M, I)

        Scratch(RavenConfig config, int rows) {
            int width = config.width();
            this.normed = new float[rows * width];
            this.projected = new float[rows * width];
            this.gated = new float[rows * config.mlpWidth()];
            this.dNormed = new float[rows * width];
            this.dAttended = new float[rows * width];
            this.dQkv = new float[rows * 3 * width];
            this.dGated = new float[rows * config.mlpWidth()];
        }
    }

    /** {@code out (M, C)} from {@code t.x}, which it may be. */
    void forward(float[] out, Tape t, float[] w, Rows rows, Scratch s) {
        int m = rows.count();
        if (convolution >= 0) {
            kernels.shortConvolution(t.middle, t.x, w, convolution, taps, rows.documentStart, m, width);
        } else {
            attend(t, w, rows, s);
        }
        kernels.rmsNorm(s.normed, t.inverse3, t.middle, w, norm3, m, width, eps);
        linear.forward(t.gateUp, s.normed, m, w, gateUp, 2 * mlpWidth, width);
        kernels.swiGlu(s.gated, t.gateUp, m, mlpWidth);
        linear.forward(s.projected, s.gated, m, w, down, width, mlpWidth);
        kernels.addRmsNorm(out, t.sum4, t.inverse4, t.middle, s.projected, w, norm4, m, width, eps);
    }

    /** {@code t.middle = rms(x + attn(rms(x)))} */
    private void attend(Tape t, float[] w, Rows rows, Scratch s) {
        int m = rows.count();
        kernels.rmsNorm(s.normed, t.inverse1, t.x, w, norm1, m, width, eps);
        linear.forward(t.qkv, s.normed, m, w, qkv, 3 * width, width);
        kernels.rotate(t.qkv, 3 * width, 2 * heads, rows.angles, w, qkBias, biasCount(), rows.sequences, rows.length);
        kernels.attention(t.attended, t.logSum, t.qkv, rows.documentStart, rows.sequences, rows.length, shape());
        linear.forward(s.projected, t.attended, m, w, attentionOut, width, width);
        kernels.addRmsNorm(t.middle, t.sum2, t.inverse2, t.x, s.projected, w, norm2, m, width, eps);
    }

    /** {@code d (M, C)}: the gradient of the output becomes that of the input; adds to {@code dw}. Uses up the tape. */
    void backward(float[] d, Tape t, float[] w, float[] dw, Rows rows, Scratch s) {
        int m = rows.count();
        kernels.rmsNormBackward(d, false, dw, d, t.sum4, t.inverse4, w, norm4, m, width);
        kernels.swiGlu(s.gated, t.gateUp, m, mlpWidth);
        linear.backwardWeight(dw, down, d, s.gated, m, width, mlpWidth);
        linear.backwardInput(s.dGated, false, d, m, w, down, width, mlpWidth);
        float[] dGateUp = t.gateUp;
        kernels.swiGluBackward(dGateUp, s.dGated, t.gateUp, m, mlpWidth);
        kernels.rmsNorm(s.normed, t.inverse3, t.middle, w, norm3, m, width, eps);
        linear.backwardWeight(dw, gateUp, dGateUp, s.normed, m, 2 * mlpWidth, width);
        linear.backwardInput(s.dNormed, false, dGateUp, m, w, gateUp, 2 * mlpWidth, width);
        kernels.rmsNormBackward(d, true, dw, s.dNormed, t.middle, t.inverse3, w, norm3, m, width);
        if (convolution >= 0) {
            System.arraycopy(d, 0, s.dNormed, 0, m * width);
            kernels.shortConvolutionBackward(d, dw, s.dNormed, t.x, w, convolution, taps, rows.documentStart, m, width);
        } else {
            attendBackward(d, t, w, dw, rows, s);
        }
    }

    /** {@code d (M, C)}: the gradient of {@code t.middle} becomes that of {@code t.x}. */
    private void attendBackward(float[] d, Tape t, float[] w, float[] dw, Rows rows, Scratch s) {
        int m = rows.count();
        kernels.rmsNormBackward(d, false, dw, d, t.sum2, t.inverse2, w, norm2, m, width);
        linear.backwardWeight(dw, attentionOut, d, t.attended, m, width, width);
        linear.backwardInput(s.dAttended, false, d, m, w, attentionOut, width, width);
        kernels.attentionBackward(
                s.dQkv,
                s.dAttended,
                t.attended,
                t.logSum,
                t.qkv,
                rows.documentStart,
                rows.sequences,
                rows.length,
                shape());
        kernels.rotateBackward(
                s.dQkv, 3 * width, 2 * heads, rows.angles, dw, qkBias, biasCount(), rows.sequences, rows.length);
        kernels.rmsNorm(s.normed, t.inverse1, t.x, w, norm1, m, width, eps);
        linear.backwardWeight(dw, qkv, s.dQkv, s.normed, m, 3 * width, width);
        linear.backwardInput(s.dNormed, false, s.dQkv, m, w, qkv, 3 * width, width);
        kernels.rmsNormBackward(d, true, dw, s.dNormed, t.x, t.inverse1, w, norm1, m, width);
    }

    private Heads shape() {
        return new Heads(heads, heads, headWidth);
    }

    private int biasCount() {
        return qkBias < 0 ? 0 : 2 * width;
    }
}
