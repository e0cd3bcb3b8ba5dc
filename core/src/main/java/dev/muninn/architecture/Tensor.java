package dev.muninn.architecture;

/** Which of its part's parameters a parameter is. C width, H heads, G key-value heads, D head width, I MLP width, V vocabulary. */
public enum Tensor {
    /** (V, C). */
    EMBEDDING(Role.EMBEDDING),
    /** (C): before attention. */
    NORM_1(Role.NORM),
    /** ((H + 2G)·D, C): queries, keys, values. */
    QKV(Role.MATRIX),
    /** ((H + 2G)·D) or, for queries and keys alone, (2·H·D). */
    QKV_BIAS(Role.BIAS),
    /** (D): of every query head. */
    QUERY_NORM(Role.NORM),
    /** (D): of every key head. */
    KEY_NORM(Role.NORM),
    /** (C, H·D). */
    ATTENTION_OUT(Role.RESIDUAL_OUT),
    /** (C). */
    ATTENTION_OUT_BIAS(Role.BIAS),
    /** (C): after attention; none in PRE blocks. */
    NORM_2(Role.NORM),
    /** (taps, C): in place of attention. */
    TAPS(Role.TAPS),
    /** (C): before the MLP. */
    NORM_3(Role.NORM),
    /** (2I, C). */
    GATE_UP(Role.MATRIX),
    /** (C, I). */
    DOWN(Role.RESIDUAL_OUT),
    /** (C): after the MLP; none in PRE blocks. */
    NORM_4(Role.NORM),
    /** (C, 2C), state first. */
    INJECTION(Role.INJECTION),
    /** (C): of the input, for the bridge. */
    BRIDGE_INPUT_NORM(Role.NORM),
    /** (C, C): P. */
    BRIDGE_INPUT(Role.BRIDGE),
    /** (C): of the state, for the bridge. */
    BRIDGE_STATE_NORM(Role.NORM),
    /** (C, C): S. */
    BRIDGE_STATE(Role.BRIDGE),
    /** (C): b. */
    BRIDGE_BIAS(Role.BIAS),
    /** (C). */
    FINAL_NORM(Role.NORM),
    /** (C). */
    EXIT_GATE(Role.GATE),
    /** (1). */
    EXIT_GATE_BIAS(Role.BIAS),
    /** (V, C). */
    HEAD(Role.HEAD);

    private final Role role;

    Tensor(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }
}
