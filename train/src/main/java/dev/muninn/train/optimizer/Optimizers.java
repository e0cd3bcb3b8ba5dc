package dev.muninn.train.optimizer;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.recipe.OptimizerRecipe;
import java.util.List;

/** Makes the optimizer of a recipe. */
public final class Optimizers {
    private Optimizers() {}

    public static Optimizer of(
            OptimizerRecipe recipe, List<Parameter> parameters, LinearKernels linear, Workers workers) {
        AdamW.Settings adam = new AdamW.Settings(
                recipe.rate(), recipe.beta1(), recipe.beta2(), recipe.epsilon(), recipe.weightDecay());
        return switch (recipe.kind()) {
            case ADAMW -> new AdamW(parameters, adam, workers);
            case MUON ->
                new Muon(
                        parameters,
                        new Muon.Settings(recipe.matrixRate(), recipe.momentum(), recipe.weightDecay()),
                        adam,
                        linear,
                        workers);
        };
    }
}
