package dev.muninn.architecture;

/** Where in a model a parameter belongs. */
public enum Part {
    EMBEDDING,
    PRELUDE,
    /** What brings the input into the loop: Raven's adapter, the bridge of a looped dense model. */
    ADAPTER,
    CORE,
    CODA,
    /** Final norm, output head, exit gate. */
    HEAD
}
