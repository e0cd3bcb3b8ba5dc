package dev.muninn.weights;

import dev.muninn.architecture.Param;
import dev.muninn.tensor.MatrixSource;

/** Where a model's parameters come from, whatever their names and formats are there. */
public interface ParamSource {
    /** The matrix {@code param}; its pieces may have been stored apart. */
    MatrixSource matrix(Param param);

    /** The values of {@code param}, row-major. */
    float[] vector(Param param);
}
