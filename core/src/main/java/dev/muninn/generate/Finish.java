package dev.muninn.generate;

/** Why a generation ended. */
public enum Finish {
    /** A stop token was drawn. */
    STOP,
    /** As many tokens as asked for. */
    LENGTH,
    /** The context is full. */
    CONTEXT,
    /** The listener had enough, or whoever submitted the request. */
    LISTENER,
    /** The wavefront did not settle within its limit of looks. */
    UNSETTLED
}
