package dev.muninn.kernels.training;

/**
 * What a block computes beside its products, forward and backward. Row-major {@code float[]}; names as in
 * {@link dev.muninn.kernels.Kernels}; M = B·T rows: B sequences of T positions, one after the other. A gradient of parameters
 * ({@code dGain}, {@code dTaps}, {@code dBias}) is added to, starting at the given offset of an array that holds all of them;
 * a gradient of activations ({@code dx}) is written, or added to where it says so.
 *
 * <p>{@code documentStart} (M): the first row of the document that a row belongs to; a row sees only its document up to itself.
 *
 * <p>Promises as of {@link LinearKernels}: the calling thread, the same bits for the same arguments, no allocation in steady
 * state (scratch is kept by thread or handed in).
 */
public interface TrainingKernels {
    String name();

    /** {@code y (M, C) = gain ⊙ x · inverse}, {@code inverse (M) = 1 / sqrt(mean(x²) + eps)} kept for the backward pass. */
    void rmsNorm(float[] y, float[] inverse, float[] x, float[] gain, int gainAt, int rows, int width, float eps);

    /** {@code sum (M, C) = x + r}, then {@link #rmsNorm} of {@code sum}: residual and sandwich norm in one pass. */
    void addRmsNorm(
            float[] y,
            float[] sum,
            float[] inverse,
            float[] x,
            float[] r,
            float[] gain,
            int gainAt,
            int rows,
            int width,
            float eps);

    /** Gradient of {@link #rmsNorm} at its input {@code x}: {@code dx (M, C) =} (or {@code +=} if {@code add}); {@code dx} may be {@code dy}. */
    void rmsNormBackward(
            float[] dx,
            boolean add,
            float[] dGain,
            float[] dy,
            float[] x,
            float[] inverse,
            float[] gain,
            int gainAt,
            int rows,
            int width);

    /** {@code out (M, I) = silu(gateUp[:, :I]) ⊙ gateUp[:, I:]}. */
    void swiGlu(float[] out, float[] gateUp, int rows, int width);

    /** {@code dGateUp (M, 2I)} from {@code dOut (M, I)}; {@code dGateUp} may be {@code gateUp}. */
    void swiGluBackward(float[] dGateUp, float[] dOut, float[] gateUp, int rows, int width);

    /**
     * Adds {@code bias} (first H·D for the queries, then H·D for the keys; none if {@code biasAt} is negative) and rotates queries and
     * keys in place, pairs (2i, 2i+1) by {@code cos, sin (T, D/2)} of the position in the sequence. {@code qkv (M, 3·H·D)}.
     */
    void rotate(
            float[] qkv,
            float[] bias,
            int biasAt,
            float[] cos,
            float[] sin,
            int sequences,
            int length,
            int heads,
            int headWidth);

    /** Rotates the gradients of queries and keys back, in place, and adds their sums to {@code dBias}. */
    void rotateBackward(
            float[] dQkv,
            float[] dBias,
            int biasAt,
            float[] cos,
            float[] sin,
            int sequences,
            int length,
            int heads,
            int headWidth);

    /**
     * Softmax attention within documents: {@code out (M, H·D)} from rotated {@code qkv (M, 3·H·D)}, scaled by 1/sqrt(D);
     * {@code logSum (M, H)}: the logarithm of the sum of exponentials, kept for the backward pass.
     */
    void attention(
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] documentStart,
            int sequences,
            int length,
            int heads,
            int headWidth);

    /** {@code dQkv (M, 3·H·D)} from {@code dOut (M, H·D)}; probabilities are computed again from {@code logSum} (FlashAttention, Dao et al. 2022). */
    void attentionBackward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] documentStart,
            int sequences,
            int length,
            int heads,
            int headWidth);

    /**
     * Short causal depthwise convolution with its residual: {@code y[m] = x[m] + sum_j taps[j] ⊙ x[m - j]}, j from 0 to
     * {@code count} - 1, rows before {@code documentStart} left out; {@code taps (count, C)} (Canon layers, Allen-Zhu 2025).
     * {@code y} and {@code x} must not overlap.
     */
    void shortConvolution(
            float[] y, float[] x, float[] taps, int tapsAt, int count, int[] documentStart, int rows, int width);

    /** {@code dx (M, C)} and {@code dTaps}; {@code dx} and {@code dy} must not overlap. */
    void shortConvolutionBackward(
            float[] dx,
            float[] dTaps,
            float[] dy,
            float[] x,
            float[] taps,
            int tapsAt,
            int count,
            int[] documentStart,
            int rows,
            int width);

    /**
     * Softmax cross-entropy of the rows: {@code logits (M, V)} become their own gradient, {@code weight[m] · (softmax - onehot)}.
     * A row of weight 0 has a gradient of 0.
     *
     * @param losses (M) written: the negative log-likelihood of each target in nats, 0 where the weight is 0
     * @param correct (M) written: whether the target has the largest logit (the lowest index where equal)
     * @param weight (M) already divided by what the loss is a mean over
     */
    void crossEntropy(
            float[] logits, float[] losses, boolean[] correct, int[] targets, float[] weight, int rows, int vocab);
}
