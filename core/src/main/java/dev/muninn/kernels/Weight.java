package dev.muninn.kernels;

import dev.muninn.tensor.WeightFormat;

/** A (rows, cols) matrix in the layout of the {@link Kernels} that packed it; only those can use it. Immutable. */
public interface Weight {
    String name();

    /** Output width of a matmul with this weight, N. */
    int rows();

    /** Input width of a matmul with this weight, K. */
    int cols();

    WeightFormat format();

    /** Bytes held, scales and padding included. */
    long bytes();

    /** Writes row {@code row}, as floats, to {@code out[at .. at + cols)}: an embedding look-up. */
    void readRow(int row, float[] out, int at);
}
