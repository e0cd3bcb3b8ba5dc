package dev.muninn.train.optimizer;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.train.optimizer.Matrices.Matrix;

/**
 * Moves the singular values of a matrix towards 1 by five steps of a quintic iteration, {@code X ← aX + b(XXᵀ)X + c(XXᵀ)²X}; the
 * coefficients are those of Muon (Jordan et al. 2024): fast rather than exact, singular values end between about 0.7 and 1.2.
 * Scratch of one thread.
 */
final class NewtonSchulz {
    private static final int STEPS = 5;
    private static final float A = 3.4445f;
    private static final float B = -4.7750f;
    private static final float C = 2.0315f;
    private static final double LEAST_NORM = 1e-7;

    private final LinearKernels linear;
    private final float[] x;
    private final float[] next;
    private final float[] gram;
    private final float[] square;

    /** Scratch for matrices of up to {@code most} elements, the shorter side up to {@code side}. */
    NewtonSchulz(LinearKernels linear, int most, int side) {
        this.linear = linear;
        this.x = new float[most];
        this.next = new float[most];
        this.gram = new float[side * side];
        this.square = new float[side * side];
    }

    /** {@code matrix}, at {@code matrixAt} of its array and row-major, replaced by its orthogonalised self. */
    void apply(float[] array, int matrixAt, Matrix matrix) {
        boolean tall = matrix.rows() > matrix.cols();
        int m = tall ? matrix.cols() : matrix.rows();
        int n = tall ? matrix.rows() : matrix.cols();
        float scale = (float) (1 / (norm(array, matrixAt, matrix.count()) + LEAST_NORM));
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.cols(); j++) {
                x[tall ? j * n + i : i * n + j] = scale * array[matrixAt + i * matrix.cols() + j];
            }
        }
        for (int step = 0; step < STEPS; step++) {
            improve(m, n);
        }
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.cols(); j++) {
                array[matrixAt + i * matrix.cols() + j] = x[tall ? j * n + i : i * n + j];
            }
        }
    }

    /** One step on {@link #x} as (m, n), m ≤ n. */
    private void improve(int m, int n) {
        linear.forward(gram, x, m, x, 0, m, n);
        linear.forward(square, gram, m, gram, 0, m, m); // the Gram matrix is its own transpose
        for (int i = 0; i < m * m; i++) {
            square[i] = B * gram[i] + C * square[i];
        }
        linear.backwardInput(next, false, square, m, x, 0, m, n);
        for (int i = 0; i < m * n; i++) {
            x[i] = A * x[i] + next[i];
        }
    }

    private static double norm(float[] array, int at, int count) {
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += (double) array[i] * array[i];
        }
        return Math.sqrt(sum);
    }
}
