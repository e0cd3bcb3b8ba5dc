package dev.muninn.model;

import dev.muninn.architecture.Architecture;

/**
 * The named values of a forward pass, each (M, width) for M rows: what {@link Ops} read and write. Writing one that is there
 * replaces it; an executor may reuse its memory or keep the old value for a backward pass.
 */
public enum Reg {
    /** (C): a token's input e, the prelude's output; what the loop injects. Read by copy and concat only. */
    INPUT,
    /** (C): the latent state s. Read by copy and concat only. */
    STATE,
    /** (C): the residual stream x. */
    STREAM,
    /** (C). */
    NORMED,
    /** ((H + 2G)·D): queries, keys, values. */
    QKV,
    /** (H·D). */
    ATTENDED,
    /** (C): what is added to the stream. */
    PROJECTED,
    /** (2I). */
    GATE_UP,
    /** (I). */
    GATED,
    /** (2C): state, then input. */
    BOTH;

    /** Elements of a row. */
    public int width(Architecture facts) {
        return switch (this) {
            case INPUT, STATE, STREAM, NORMED, PROJECTED -> facts.width();
            case QKV -> facts.attention().qkvWidth();
            case ATTENDED -> facts.attention().queryWidth();
            case GATE_UP -> 2 * facts.mlpWidth();
            case GATED -> facts.mlpWidth();
            case BOTH -> 2 * facts.width();
        };
    }
}
