package dev.muninn.architecture;

/** How a pass begins: the stream x from the state s and the input e. */
public enum Injection {
    /** {@code x = s}. */
    NONE,
    /** {@code x = A · concat(s, e)}, A (C, 2C), state first (Raven). */
    LINEAR,
    /** {@code x = s + e}. */
    ADD,
    /** {@code x = s} in the first pass, then {@code x = s + P · rms(e) + S · rms(s) + b}; P, S (C, C) and b are zero in a fresh one. */
    BRIDGE;

    /** Whether every pass reads the input anew, so that a state may come from elsewhere and the token may change meanwhile. */
    public boolean everyPass() {
        return this == LINEAR || this == ADD;
    }
}
