package dev.muninn.train.loop;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.StateInit;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.recipe.ModelRecipe;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.TeacherRecipe;
import dev.muninn.train.tape.LoopPass;
import dev.muninn.train.tape.Pass;
import dev.muninn.train.tape.Teacher;
import java.util.Optional;
import java.util.OptionalInt;

/** What a recipe's run begins with: parameters, and the pass over them. */
public final class Models {
    private Models() {}

    /** The parameters that a run begins with. */
    public static Parameters parameters(ModelRecipe recipe, Tokenizer tokenizer, long seed) {
        return switch (recipe) {
            case ModelRecipe.Fresh fresh -> FreshParameters.of(facts(fresh, tokenizer), seed);
            case ModelRecipe.From from -> StoredParameters.load(from.checkpoint(), from.trained()::trains);
        };
    }

    /** The facts of a fresh model for the tokens of {@code tokenizer}. */
    static Architecture facts(ModelRecipe.Fresh model, Tokenizer tokenizer) {
        SpecialTokens tokens = new SpecialTokens(
                optional(tokenizer.bos()), tokenizer.eos().stream().toList(), optional(tokenizer.pad()));
        return FreshFacts.of(model, tokenizer.vocab(), tokens);
    }

    private static OptionalInt optional(Optional<Integer> id) {
        return id.stream().mapToInt(i -> i).findFirst();
    }

    /** The forward and backward pass of a recipe; kernels stay the caller's to close. */
    public static Pass pass(Recipe recipe, Parameters parameters, TrainingKernels kernels, LinearKernels linear) {
        LoopPass.Settings settings = new LoopPass.Settings(
                recipe.compute().replicas(),
                recipe.threads(),
                StateInit.NOISE,
                LoopPass.CHUNK_ROWS,
                recipe.compute().recompute());
        return new LoopPass(
                parameters, kernels, linear, settings, recipe.teacher().map(teacher -> teacher(teacher, parameters)));
    }

    private static Teacher teacher(TeacherRecipe recipe, Parameters parameters) {
        return switch (recipe.source()) {
            case TeacherRecipe.Base() -> Teacher.base(parameters);
            case TeacherRecipe.Model(var directory, int recurrences) ->
                Teacher.of(StoredParameters.load(directory), recurrences);
        };
    }
}
