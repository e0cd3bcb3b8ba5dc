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
import dev.muninn.family.RavenFacts;
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
        return RavenFacts.of(
                vocab,
                model.width(),
                model.heads(),
                model.kvHeads(),
                model.width() / model.heads(),
                model.mlp(),
                NORM_EPS,
                RAVEN_ROPE_BASE,
                model.positions(),
                model.prelude(),
                model.core(),
                model.coda(),
                model.meanRecurrence(),
                model.backpropDepth(),
                model.qkBias(),
                true,
                model.taps(),
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
                attention(model),
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
                attention(model),
                model.mlp(),
                Norms.PRE,
                FinalNorm.BEFORE_HEAD,
                Stack.NONE,
                Stack.of(model.core()),
                Stack.NONE,
                Loop.ONCE,
                tokens);
    }

    private static Attention attention(ModelRecipe.Fresh model) {
        return new Attention(
                model.heads(),
                model.kvHeads(),
                model.width() / model.heads(),
                new Rope(Rope.Pairs.HALVES, ROPE_BASE, Rope.Scaling.NONE),
                Attention.Bias.NONE,
                false);
    }
}
