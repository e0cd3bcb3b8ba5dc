package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Architecture.Norms;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Rope;
import dev.muninn.config.SpecialTokens;

/** Models of the Raven family that no config describes yet: fresh ones to train, shapes to measure. */
public final class RavenFacts {
    private RavenFacts() {}

    /**
     * The facts of a model.
     *
     * @param taps positions that a prelude block's convolution reads, its own included, at least 2; 0 for preludes with attention
     */
    public static Architecture of(
            int vocab,
            int width,
            int heads,
            int kvHeads,
            int headWidth,
            int mlpWidth,
            float normEps,
            double ropeBase,
            int context,
            int preludeBlocks,
            int coreBlocks,
            int codaBlocks,
            int meanRecurrence,
            int backpropDepth,
            boolean qkBias,
            boolean tied,
            int taps,
            SpecialTokens tokens) {
        Rope rope = new Rope(Rope.Pairs.ADJACENT, ropeBase, Rope.Scaling.NONE);
        Attention.Bias bias = qkBias ? Attention.Bias.QK : Attention.Bias.NONE;
        return new Architecture(
                Raven.NAME,
                vocab,
                width,
                context,
                normEps,
                (float) Math.sqrt(width),
                tied,
                new Attention(heads, kvHeads, headWidth, rope, bias, false),
                mlpWidth,
                Norms.POST_SUM,
                FinalNorm.AROUND_CODA,
                new Stack(preludeBlocks, taps),
                Stack.of(coreBlocks),
                Stack.of(codaBlocks),
                Loop.of(new Depth.Sampled(meanRecurrence, backpropDepth), Injection.LINEAR, Loop.Start.NOISE),
                tokens);
    }
}
