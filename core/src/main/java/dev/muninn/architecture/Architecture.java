package dev.muninn.architecture;

import static dev.muninn.config.Sizes.inRange;
import static dev.muninn.config.Sizes.matrix;
import static dev.muninn.config.Sizes.positive;
import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.Sizes;
import dev.muninn.config.SpecialTokens;
import java.util.Optional;

/**
 * The facts of a model: a prelude that runs once, a core that is repeated, a coda that runs once. A dense model is a core whose
 * {@link Loop#depth} is fixed at one pass. A value of this type is consistent: the constructor refuses sizes that cannot be.
 *
 * @param family the {@code Family} that reads and writes it, see {@code Families}
 * @param vocab rows of the embedding, padding included, V
 * @param width width of the latent state, C
 * @param context the longest context the model was made for
 * @param normEps of every norm
 * @param embeddingScale factor on a token's embedding
 * @param tied whether the embedding is also the output head
 * @param mlpWidth inner width of the gated MLP, I
 * @param norms where a block's norms stand
 * @param finalNorm where the norm after the core stands
 */
public record Architecture(
        String family,
        int vocab,
        int width,
        int context,
        float normEps,
        float embeddingScale,
        boolean tied,
        Attention attention,
        int mlpWidth,
        Norms norms,
        FinalNorm finalNorm,
        Stack prelude,
        Stack core,
        Stack coda,
        Loop loop,
        SpecialTokens tokens) {
    /** Where the norms of a block stand; x is the residual stream. */
    public enum Norms {
        /** {@code x += attn(rms(x)); x += mlp(rms(x))} (Llama). */
        PRE,
        /** {@code x += rms(attn(rms(x))); x += rms(mlp(rms(x)))} (Ouro). */
        SANDWICH,
        /** {@code x = rms(x + attn(rms(x))); x = rms(x + mlp(rms(x)))} (Raven). */
        POST_SUM
    }

    /** Where the norm after the core stands. */
    public enum FinalNorm {
        /** Once, before the head. */
        BEFORE_HEAD,
        /** Before the coda and again before the head, with the same gain (Raven). */
        AROUND_CODA,
        /** At the end of every pass: the state is always normed, the head reads it as it is (Ouro). */
        EACH_PASS
    }

    /**
     * Blocks of one part.
     *
     * @param taps positions that a short convolution in place of attention reads, its own included, at least 2; 0 for attention.
     *     Only the prelude may have any, which runs once a token: nothing to look back at inside the loop
     */
    public record Stack(int blocks, int taps) {
        public static final Stack NONE = of(0);

        public Stack {
            inRange("blocks", blocks, 0, Sizes.BLOCKS);
            inRange("the number of convolution taps", taps, 0, Sizes.TAPS);
            require(
                    taps != 1,
                    "convolution taps are 1; a convolution of its own position alone is none, wanted 0 or 2 and more");
        }

        public static Stack of(int blocks) {
            return new Stack(blocks, 0);
        }
    }

    public Architecture {
        inRange("the vocabulary", vocab, 1, Sizes.VOCAB);
        inRange("the width", width, 2, Sizes.WIDTH);
        inRange("the context", context, 1, Sizes.POSITIONS);
        positive("the norm's epsilon", normEps, 1);
        positive("the embedding's factor", embeddingScale, 1e6);
        inRange("the MLP's width", mlpWidth, 1, Sizes.MLP_WIDTH);
        inRange("core blocks", core.blocks, 1, Sizes.BLOCKS);
        require(
                core.taps == 0 && coda.taps == 0,
                "core and coda have convolutions of %d and %d taps, only a prelude may have any",
                core.taps,
                coda.taps);
        matrix("the embedding", vocab, width);
        matrix("the attention input projection", attention.qkvWidth(), width);
        matrix("the MLP input projection", 2L * mlpWidth, width);
        if (loop.injection() == Injection.LINEAR) {
            matrix("the adapter", width, 2L * width);
        }
    }

    /** Recurrences the model was trained around. */
    public int meanRecurrence() {
        return loop.depth().mean();
    }

    /** Effective depth: blocks that a position passes through at {@code recurrences}. */
    public int blocksAt(int recurrences) {
        return Math.addExact(prelude.blocks + coda.blocks, Math.multiplyExact(core.blocks, recurrences));
    }

    /** Blocks that have weights: prelude, core and coda together. */
    public int layers() {
        return prelude.blocks + core.blocks + coda.blocks;
    }

    /** Elements of the row that a prelude block must keep of a position for the convolutions of the next ones; 0 for none. */
    public int historyWidth() {
        return prelude.taps > 0 ? width : 0;
    }

    /** As {@code tied} says instead. */
    public Architecture withTied(boolean newTied) {
        return new Architecture(
                family,
                vocab,
                width,
                context,
                normEps,
                embeddingScale,
                newTied,
                attention,
                mlpWidth,
                norms,
                finalNorm,
                prelude,
                core,
                coda,
                loop,
                tokens);
    }

    /** The same layers, divided and looped in another way, for another family. */
    public Architecture looped(String newFamily, Stack newPrelude, Stack newCore, Stack newCoda, Loop newLoop) {
        return new Architecture(
                newFamily,
                vocab,
                width,
                context,
                normEps,
                embeddingScale,
                tied,
                attention,
                mlpWidth,
                norms,
                finalNorm,
                newPrelude,
                newCore,
                newCoda,
                newLoop,
                tokens);
    }

    /** The same model once its low-rank adapters are merged into the matrices that they change. */
    public Architecture withoutAdapters() {
        return adapters().isEmpty() ? this : looped(family, prelude, core, coda, loop.withAdapters(Optional.empty()));
    }

    /** The low-rank adapters on the core's matrices, if any. */
    public Optional<Adapters> adapters() {
        return loop.adapters();
    }
}
