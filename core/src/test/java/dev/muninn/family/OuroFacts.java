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
import java.util.Optional;
import java.util.OptionalDouble;

/** Models of the Ouro family to try, for tests of all modules. */
public final class OuroFacts {
    private OuroFacts() {}

    /** A model of the Ouro family. */
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
            int coreBlocks,
            int steps,
            float exitThreshold,
            boolean tied,
            SpecialTokens tokens) {
        Rope rope = new Rope(Rope.Pairs.HALVES, ropeBase, Rope.Scaling.NONE);
        return new Architecture(
                "ouro",
                vocab,
                width,
                context,
                normEps,
                1f,
                tied,
                new Attention(heads, kvHeads, headWidth, rope, Attention.Bias.NONE, false),
                mlpWidth,
                Norms.SANDWICH,
                FinalNorm.EACH_PASS,
                Stack.NONE,
                Stack.of(coreBlocks),
                Stack.NONE,
                new Loop(
                        new Depth.Sampled(steps, steps),
                        Injection.NONE,
                        Loop.Start.INPUT,
                        OptionalDouble.of(exitThreshold),
                        Optional.empty()),
                tokens);
    }
}
