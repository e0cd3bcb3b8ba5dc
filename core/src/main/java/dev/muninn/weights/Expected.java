package dev.muninn.weights;

import dev.muninn.config.ModelConfig;
import dev.muninn.config.OuroConfig;
import dev.muninn.config.RavenConfig;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor that a family's checkpoint holds.
 *
 * @param shape for matrices (N, K), whatever their storage
 * @param optional whether the checkpoint may lack it
 */
public record Expected(String name, List<Long> shape, Part part, Kind kind, boolean optional) {
    /** Where in the model a tensor belongs. */
    public enum Part {
        EMBEDDING,
        PRELUDE,
        ADAPTER,
        CORE,
        CODA,
        /** Final norm, output head, exit gate. */
        HEAD
    }

    /** What a tensor is, which decides how it is stored and initialised. */
    public enum Kind {
        /** A matrix that may be quantized. */
        MATRIX,
        /** As MATRIX; its output is added to the residual stream, so it starts smaller. */
        OUT_PROJECTION,
        NORM,
        BIAS,
        /** A depthwise convolution's weights, of shape (taps, C). */
        CONVOLUTION,
        /** The exit gate's weight vector, of shape (1, C). */
        GATE,
        /** Ignored, whatever it holds: a tied head repeats the embedding, a table of angles can be computed. */
        REDUNDANT
    }

    public Expected {
        shape = List.copyOf(shape);
    }

    static Expected of(String name, Part part, Kind kind, long... shape) {
        return new Expected(name, boxed(shape), part, kind, false);
    }

    static Expected redundant(String name, Part part, long... shape) {
        return new Expected(name, boxed(shape), part, Kind.REDUNDANT, true);
    }

    private static List<Long> boxed(long[] shape) {
        return Arrays.stream(shape).boxed().toList();
    }

    /** Whether it is a matrix that may be held in any {@link dev.muninn.tensor.WeightFormat}. */
    public boolean matrix() {
        return kind == Kind.MATRIX || kind == Kind.OUT_PROJECTION;
    }

    public long elements() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    public int rows() {
        return Math.toIntExact(shape.getFirst());
    }

    public int cols() {
        return Math.toIntExact(shape.getLast());
    }

    /** The tensors of any family. */
    public static List<Expected> of(ModelConfig config) {
        return switch (config) {
            case RavenConfig raven -> RavenTensors.of(raven);
            case OuroConfig ouro -> OuroTensors.of(ouro);
        };
    }
}
