package dev.muninn.kernels.training;

/**
 * The three products of a linear layer {@code y = x · wᵀ}. Matrices are row-major {@code float[]}; M rows, N output width, K input
 * width. A weight or its gradient starts at {@code wAt} of an array that holds all parameters.
 *
 * <p>Promises of every provider:
 * <ul>
 *   <li>A call computes on the calling thread; calls of several threads run side by side.
 *   <li>The same arguments give the same bits, whichever thread calls. (Another number of rows may give others.)
 *   <li>No allocation in steady state.
 * </ul>
 */
public interface LinearKernels extends AutoCloseable {
    String name();

    Precision precision();

    /** {@code y (M, N) = x (M, K) · w (N, K)ᵀ}. */
    void forward(float[] y, float[] x, int rows, float[] w, int wAt, int n, int k);

    /** {@code dx (M, K) = dy (M, N) · w (N, K)}, or {@code +=} if {@code add}. */
    void backwardInput(float[] dx, boolean add, float[] dy, int rows, float[] w, int wAt, int n, int k);

    /** {@code dw (N, K) += dy (M, N)ᵀ · x (M, K)}. */
    void backwardWeight(float[] dw, int wAt, float[] dy, float[] x, int rows, int n, int k);

    /** Frees what is held outside the heap. */
    @Override
    void close();
}
