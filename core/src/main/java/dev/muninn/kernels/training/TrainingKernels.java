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

    /**
     * Gradient of {@link #rmsNorm} at its input {@code x}: {@code dx (M, C) =} (or {@code +=} if {@code add}); {@code dx} may be
     * {@code dy}. That of the gain is left out where {@code dGainAt} is negative.
     */
    void rmsNormBackward(
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
            int width);

    /** {@code out (M, I) = silu(gateUp[:, :I]) ⊙ gateUp[:, I:]}. */
    void swiGlu(float[] out, float[] gateUp, int rows, int width);

    /** {@code dGateUp (M, 2I)} from {@code dOut (M, I)}; {@code dGateUp} may be {@code gateUp}. */
    void swiGluBackward(float[] dGateUp, float[] dOut, float[] gateUp, int rows, int width);

    /** {@code y = x + r}, {@code count} elements; {@code y} may be either. */
    void add(float[] y, float[] x, float[] r, int count);

    /** {@code y[:, at : at + width] += factor · x (M, width)}, rows of {@code y} {@code stride} apart. */
    void addColumns(float[] y, int stride, int at, float[] x, float factor, int rows, int width);

    /** Adds {@code bias (width)} to the first columns of every row of {@code x (M, stride)}. */
    void addBias(float[] x, int stride, float[] bias, int biasAt, int rows, int width);

    /** {@code dBias (width) += Σ_m dy[m]}, of the first columns of {@code dy (M, stride)}. */
    void addBiasBackward(float[] dBias, int biasAt, float[] dy, int stride, int rows, int width);

    /**
     * RMSNorm of every head on its own, all with one {@code gain (D)} (Qwen3's q_norm and k_norm): {@code heads} heads of
     * {@code headWidth} columns from column {@code at} on, rows {@code stride} apart; {@code inverse (M, heads)} is kept for the
     * backward pass. Other columns of {@code y} stay as they are.
     */
    void headNorm(
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
            float eps);

    /**
     * {@code d}, the gradient of {@link #headNorm}'s columns of {@code y}, becomes that of its input {@code x}. That of the gain is left
     * out where {@code dGainAt} is negative.
     */
    void headNormBackward(
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
            int rows);

    /**
     * Adds {@code bias (biasCount)} to the first columns of every row ({@code biasCount} 0 for none), then rotates the first
     * {@code heads} heads of every row by the angles of its position in the sequence, in place. {@code x (M, stride)}.
     */
    void rotate(
            float[] x,
            int stride,
            int heads,
            Angles angles,
            float[] bias,
            int biasAt,
            int biasCount,
            int sequences,
            int length);

    /** Rotates the gradient back, in place, and adds the sums of its first {@code biasCount} columns to {@code dBias}. */
    void rotateBackward(
            float[] d,
            int stride,
            int heads,
            Angles angles,
            float[] dBias,
            int biasAt,
            int biasCount,
            int sequences,
            int length);

    /**
     * Softmax attention within documents: {@code out (M, H·D)} from rotated {@code qkv (M, (H + 2G)·D)}, scaled by 1/sqrt(D);
     * {@code logSum (M, H)}: the logarithm of the sum of exponentials, kept for the backward pass. {@code start} (M) is the first row
     * that a row sees: its document's, or where a sliding window begins; it never decreases within a sequence.
     */
    void attention(float[] out, float[] logSum, float[] qkv, int[] start, int sequences, int length, Heads heads);

    /** {@code dQkv} from {@code dOut (M, H·D)}; probabilities are computed again from {@code logSum} (FlashAttention, Dao et al. 2022). */
    void attentionBackward(
            float[] dQkv,
            float[] dOut,
            float[] out,
            float[] logSum,
            float[] qkv,
            int[] start,
            int sequences,
            int length,
            Heads heads);

    /**
     * Short causal depthwise convolution with its residual: {@code y[m] = x[m] + sum_j taps[j] ⊙ x[m - j]}, j from 0 to
     * {@code count} - 1, rows before {@code documentStart} left out; {@code taps (count, C)} (Canon layers, Allen-Zhu 2025).
     * {@code y} and {@code x} must not overlap.
     */
    void shortConvolution(
            float[] y, float[] x, float[] taps, int tapsAt, int count, int[] documentStart, int rows, int width);

    /** {@code dx (M, C)}, and {@code dTaps} unless {@code dTapsAt} is negative; {@code dx} and {@code dy} must not overlap. */
    void shortConvolutionBackward(
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

    /**
     * Kullback-Leibler divergence of the rows from a teacher's, KL(teacher ‖ softmax(logits)): {@code teacher (M, V)}, logits
     * themselves, become the gradient at {@code logits}, {@code weight[m] · (softmax(logits) - softmax(teacher))}.
     *
     * @param losses (M) written: the divergence in nats, 0 where the weight is 0
     */
    void divergence(float[] teacher, float[] losses, float[] logits, float[] weight, int rows, int vocab);
}
