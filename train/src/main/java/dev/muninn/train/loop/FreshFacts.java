package dev.muninn.train.loop;

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
import dev.muninn.train.recipe.ModelRecipe;
import java.util.Optional;
import java.util.OptionalDouble;

/** The facts of a model that a recipe begins from random weights. */
final class FreshFacts {
    private static final float NORM_EPS = 1e-6f;
    private static final double RAVEN_ROPE_BASE = 50_000;
    private static final double ROPE_BASE = 10_000;

    private FreshFacts() {}

    static Architecture of(ModelRecipe.Fresh model, int vocab, SpecialTokens tokens) {
        return switch (model.family()) {
            case RAVEN -> raven(model, vocab, tokens);
            case OURO -> ouro(model, vocab, tokens);
            case LLAMA -> llama(model, vocab, tokens);
        };
    }

    private static Architecture raven(ModelRecipe.Fresh model, int vocab, SpecialTokens tokens) {
        return new Architecture(
                "huginn_raven",
                vocab,
                model.width(),
                model.positions(),
                NORM_EPS,
                (float) Math.sqrt(model.width()),
                true,
                attention(model, Rope.Pairs.ADJACENT, RAVEN_ROPE_BASE, model.qkBias()),
                model.mlp(),
                Norms.POST_SUM,
                FinalNorm.AROUND_CODA,
                new Stack(model.prelude(), model.taps()),
                Stack.of(model.core()),
                Stack.of(model.coda()),
                Loop.of(
                        new Depth.Sampled(model.meanRecurrence(), model.backpropDepth()),
                        Injection.LINEAR,
                        Loop.Start.NOISE),
                tokens);
    }

    /** As many loops as the mean recurrence, a gate whose exits are used where a caller asks for them. */
    private static Architecture ouro(ModelRecipe.Fresh model, int vocab, SpecialTokens tokens) {
        return new Architecture(
                "ouro",
                vocab,
                model.width(),
                model.positions(),
                NORM_EPS,
                1f,
                true,
                attention(model, Rope.Pairs.HALVES, ROPE_BASE, false),
                model.mlp(),
                Norms.SANDWICH,
                FinalNorm.EACH_PASS,
                Stack.NONE,
                Stack.of(model.core()),
                Stack.NONE,
                new Loop(
                        new Depth.Sampled(model.meanRecurrence(), model.backpropDepth()),
                        Injection.NONE,
                        Loop.Start.INPUT,
                        OptionalDouble.of(1),
                        Optional.empty()),
                tokens);
    }

    private static Architecture llama(ModelRecipe.Fresh model, int vocab, SpecialTokens tokens) {
        return new Architecture(
                "llama",
                vocab,
                model.width(),
                model.positions(),
                NORM_EPS,
                1f,
                true,
                attention(model, Rope.Pairs.HALVES, ROPE_BASE, false),
                model.mlp(),
                Norms.PRE,
                FinalNorm.BEFORE_HEAD,
                Stack.NONE,
                Stack.of(model.core()),
                Stack.NONE,
                Loop.ONCE,
                tokens);
    }

    private static Attention attention(ModelRecipe.Fresh model, Rope.Pairs pairs, double base, boolean qkBias) {
        return new Attention(
                model.heads(),
                model.kvHeads(),
                model.width() / model.heads(),
                new Rope(pairs, base, Rope.Scaling.NONE),
                qkBias ? Attention.Bias.QK : Attention.Bias.NONE,
                false);
    }
}
