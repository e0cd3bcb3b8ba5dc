package dev.muninn.train.loop;

import dev.muninn.config.RavenConfig;
import dev.muninn.config.SpecialTokens;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.raven.PassResult;
import dev.muninn.train.raven.RavenPass;
import dev.muninn.train.recipe.ModelRecipe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Raven models for {@link Trainer}: where their parameters begin, and their pass. */
public final class RavenTraining {
    private static final float NORM_EPS = 1e-6f;
    private static final double ROPE_BASE = 50_000;

    private RavenTraining() {}

    /** The parameters that a run begins with. */
    public static Parameters parameters(ModelRecipe recipe, Tokenizer tokenizer, long seed) {
        return switch (recipe) {
            case ModelRecipe.Fresh fresh -> Parameters.initial(config(fresh, tokenizer), seed);
            case ModelRecipe.From from -> Parameters.load(from.checkpoint());
        };
    }

    /** The config of a fresh model for the tokens of {@code tokenizer}. */
    static RavenConfig config(ModelRecipe.Fresh model, Tokenizer tokenizer) {
        return new RavenConfig(
                tokenizer.vocab(),
                model.width(),
                model.heads(),
                model.heads(),
                model.width() / model.heads(),
                model.mlp(),
                NORM_EPS,
                ROPE_BASE,
                model.positions(),
                model.prelude(),
                model.core(),
                model.coda(),
                model.meanRecurrence(),
                model.backpropDepth(),
                model.qkBias(),
                true,
                model.taps(),
                new SpecialTokens(
                        optional(tokenizer.bos()), tokenizer.eos().stream().toList(), optional(tokenizer.pad())));
    }

    private static OptionalInt optional(Optional<Integer> id) {
        return id.stream().mapToInt(i -> i).findFirst();
    }

    /** The forward and backward pass of {@code config}; kernels stay the caller's to close. */
    public static Pass pass(RavenConfig config, TrainingKernels kernels, LinearKernels linear, int threads) {
        RavenPass raven = new RavenPass(config, kernels, linear, threads);
        return new Pass() {
            @Override
            public PassResult train(
                    Parameters parameters, Batch batch, Recurrences recurrences, long noiseSeed, float[] gradient) {
                return raven.train(parameters, batch, recurrences, noiseSeed, gradient);
            }

            @Override
            public List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed) {
                return raven.evaluate(parameters, batch, readoutsAt, noiseSeed);
            }

            @Override
            public void close() {
                raven.close();
            }
        };
    }
}
