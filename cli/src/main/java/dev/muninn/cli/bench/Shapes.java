package dev.muninn.cli.bench;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.family.RavenFacts;
import java.util.List;
import java.util.OptionalInt;

/** Raven models that need no checkpoint to be measured. */
public final class Shapes {
    private static final SpecialTokens NO_SPECIAL_TOKENS =
            new SpecialTokens(OptionalInt.empty(), List.of(), OptionalInt.empty());

    private Shapes() {}

    /** The shape called {@code name}. */
    public static Architecture named(String name) {
        return switch (name) {
            case "tiny" -> raven(258, 64, 4, 176, 1, 2, 1, 8);
            case "small" -> raven(4096, 256, 4, 704, 2, 4, 2, 32);
            case "huginn" -> huginn();
            default ->
                throw new MuninnException("--shape " + name + ": unknown shape; wanted tiny, small or huginn, or a"
                        + " --width, or a checkpoint with --model");
        };
    }

    /** Huginn-0125's. */
    public static Architecture huginn() {
        return raven(65536, 5280, 55, 17920, 2, 4, 2, 32);
    }

    /** A model like {@code small}, of another width: heads of 64, an MLP of 8/3 the width in whole groups of 32. */
    public static Architecture ofWidth(int width) {
        MuninnException.require(
                width >= 64 && width <= 16_384 && width % 64 == 0,
                "--width is %d; wanted a multiple of 64, 64 to 16,384",
                width);
        return raven(4096, width, width / 64, (width * 8 / 3 + 31) / 32 * 32, 2, 4, 2, 32);
    }

    /** Adapter and core blocks of {@code config} alone, which is where a model spends its time. */
    static Architecture coreOnly(Architecture config) {
        return raven(
                16,
                config.width(),
                config.attention().heads(),
                config.mlpWidth(),
                0,
                config.core().blocks(),
                0,
                config.meanRecurrence());
    }

    private static Architecture raven(
            int vocab, int width, int heads, int mlp, int prelude, int core, int coda, int recurrence) {
        return RavenFacts.of(
                vocab,
                width,
                heads,
                heads,
                width / heads,
                mlp,
                1e-6f,
                50_000,
                4096,
                prelude,
                core,
                coda,
                recurrence,
                8,
                true,
                true,
                0,
                NO_SPECIAL_TOKENS);
    }
}
