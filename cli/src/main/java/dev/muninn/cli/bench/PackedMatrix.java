package dev.muninn.cli.bench;

import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;

/** A weight of a model, and where it came from. */
record PackedMatrix(MatrixSource source, Weight weight) {
    /** The name without the number of its block: what it is, in every block. */
    String role() {
        return source.name().replaceAll("^.*\\.\\d+\\.", "").replaceAll("^transformer\\.|\\.weight$", "");
    }
}
