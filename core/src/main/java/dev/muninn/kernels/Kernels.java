package dev.muninn.kernels;

import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;

/**
 * The arithmetic of a model. Activations are row-major {@code float[]}: M rows of a width; weights are packed once.
 *
 * <p>Promises of every provider:
 * <ul>
 *   <li>A row's result does not depend on M, on its place among the rows, or on the number of threads: bit for bit. So each
 *       output element has one fixed order of summation, and no operation is used whose result may differ between the
 *       interpreter and compiled code (lane reductions, {@code VectorOperators.EXP}).
 *   <li>No allocation in steady state.
 *   <li>Calls may come from several threads; a provider serialises what it must.
 * </ul>
 *
 * <p>Names: M rows (positions of any sequence at any depth), N output width, K input width, C model width, I MLP width,
 * H heads, G key-value heads, D head width.
 */
public interface Kernels extends AutoCloseable {
    String name();

    int threads();

    /** Packs {@code source} (N, K) for {@link #matmul}. Converts, and quantizes if {@code format} asks for it. */
    Weight pack(MatrixSource source, WeightFormat format);

    /** {@code out (M, N) = x (M, K) · weightᵀ}. {@code out} and {@code x} must not overlap. */
    void matmul(float[] out, float[] x, int rows, Weight weight);

    /** {@code out (M, C) = gain ⊙ x / sqrt(mean(x²) + eps)} row by row (RMSNorm, Zhang and Sennrich 2019); may be in place. */
    void rmsNorm(float[] out, float[] x, float[] gain, int rows, int width, float eps);

    /** {@code out (M, C) = rmsNorm(x + y)}: residual and sandwich norm in one pass; may be in place of either. */
    void addRmsNorm(float[] out, float[] x, float[] y, float[] gain, int rows, int width, float eps);

    /** {@code x (count) += y (count)}. */
    void add(float[] x, float[] y, int count);

    /**
     * {@code x[xAt + i] += y[yAt + i] · gain[gainAt + i]} for i below {@code count}; {@code y} may be {@code x} at the same place.
     */
    void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count);

    /** {@code out (M, I) = silu(gateUp[:, :I]) ⊙ gateUp[:, I:]}, {@code gateUp (M, 2I)} (SwiGLU, Shazeer 2020). */
    void swiGlu(float[] out, float[] gateUp, int rows, int width);

    /**
     * {@code out (M, H·D)}: softmax attention of each row's query over the entries of its view, scaled by 1/sqrt(D). Head h
     * reads key-value head h·G/H. Row m's queries are {@code q[m · qStride ..]}, H·D wide. A view has at least one entry; its rows are G·D
     * wide.
     */
    void attention(
            float[] out,
            float[] q,
            int qStride,
            int rows,
            KvView[] views,
            KvFormat format,
            int heads,
            int kvHeads,
            int headWidth);

    /** Ends worker threads and frees packed weights. */
    @Override
    void close();
}
