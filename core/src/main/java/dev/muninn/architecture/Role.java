package dev.muninn.architecture;

/** What a parameter is for; decides its first values, its optimizer, decay, and whether it may be quantized. */
public enum Role {
    EMBEDDING,
    /** The output head where it is not the embedding. */
    HEAD,
    /** A linear layer. */
    MATRIX,
    /** A linear layer whose output is added to the residual stream, so it starts smaller. */
    RESIDUAL_OUT,
    /** Raven's (C, 2C) over state and input. */
    INJECTION,
    /** A linear layer that starts as zero: a bridge. */
    BRIDGE,
    /** A of a low-rank adapter, random at first. */
    ADAPTER_DOWN,
    /** B of a low-rank adapter, zero at first. */
    ADAPTER_UP,
    NORM,
    BIAS,
    /** A short convolution's weights, (taps, C). */
    TAPS,
    /** The exit gate's vector, (C). */
    GATE;

    /** Whether it is a matrix that may be held in any {@link dev.muninn.tensor.WeightFormat}. */
    public boolean matrix() {
        return this == EMBEDDING || this == HEAD || linear();
    }

    /** Whether it is the matrix of a linear layer, embedding and head left out: for Muon. */
    public boolean linear() {
        return switch (this) {
            case MATRIX, RESIDUAL_OUT, INJECTION, BRIDGE, ADAPTER_DOWN, ADAPTER_UP -> true;
            case EMBEDDING, HEAD, NORM, BIAS, TAPS, GATE -> false;
        };
    }
}
