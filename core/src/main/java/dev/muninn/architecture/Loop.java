package dev.muninn.architecture;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the core is repeated.
 *
 * @param gateThreshold cumulative exit probability at which a position stops where the model has a learned exit gate, 1 for never
 *     early; empty for no gate
 * @param adapters low-rank additions to the core's matrices
 */
public record Loop(
        Depth depth, Injection injection, Start start, OptionalDouble gateThreshold, Optional<Adapters> adapters) {
    /** One pass: a dense model. */
    public static final Loop ONCE = of(new Depth.Fixed(1), Injection.NONE, Start.INPUT);

    /** What a state is before its first pass. */
    public enum Start {
        /** Noise keyed by seed and position, truncated normal, std sqrt(2/(5C)) times the embedding's factor. */
        NOISE,
        /** The input e itself. */
        INPUT
    }

    public Loop {
        gateThreshold.ifPresent(q -> dev.muninn.error.MuninnException.require(
                q >= 0 && q <= 1, "the exit gate's threshold is %s, it must be between 0 and 1", q));
    }

    public static Loop of(Depth depth, Injection injection, Start start) {
        return new Loop(depth, injection, start, OptionalDouble.empty(), Optional.empty());
    }

    public Loop withAdapters(Optional<Adapters> newAdapters) {
        return new Loop(depth, injection, start, gateThreshold, newAdapters);
    }
}
