package dev.muninn.model;

/** What a latent state is before its first recurrence. */
public enum StateInit {
    /** Noise keyed by (seed, position), as the model was trained with. */
    NOISE,
    /** Zero, for comparisons. */
    ZERO
}
