package dev.muninn.weights;

import dev.muninn.tensor.MatrixSource;

/** Where a model's tensors come from, by the names that its checkpoints use. */
public interface TensorSource {
    /** The matrix {@code name}, which must be (rows, cols). */
    MatrixSource matrix(String name, int rows, int cols);

    /** The tensor {@code name}, which must have this shape, as floats in row-major order. */
    float[] vector(String name, int... shape);
}
