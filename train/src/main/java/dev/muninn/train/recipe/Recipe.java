package dev.muninn.train.recipe;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything a training run is told.
 *
 * @param threads that compute; results do not depend on it
 * @param ema decay of the average of the weights that is evaluated and exported; 0 to use the weights themselves
 * @param curriculum phases, in order; at least one
 */
public record Recipe(
        ModelRecipe model,
        Precision precision,
        Batches batch,
        long steps,
        long seed,
        OptimizerRecipe optimizer,
        Schedule schedule,
        double ema,
        LossWeights loss,
        DepthLoss depthLoss,
        Optional<TeacherRecipe> teacher,
        List<Phase> curriculum,
        EvaluationRecipe evaluation,
        Checkpoints checkpoints,
        Compute compute,
        int threads,
        Path output) {
    public Recipe {
        curriculum = List.copyOf(curriculum);
    }

    /**
     * A step's data.
     *
     * @param accumulation batches that make a step together, each with a depth of its own; tokens count alike in all of them
     */
    public record Batches(int sequences, int length, int accumulation) {}

    /**
     * How much predicting a token of a problem counts: one that the model has to write, any other. Their ratio matters, as the loss is
     * a weighted mean; tokens of plain text count as those of answers.
     */
    public record LossWeights(double answer, double other) {}

    /**
     * When to write a checkpoint, whichever comes first; 0 for never.
     *
     * @param keep so many of the latest
     */
    public record Checkpoints(double minutes, long steps, int keep) {}

    public Recipe withOutput(Path directory) {
        return with(model, curriculum, evaluation, threads, directory);
    }

    public Recipe withThreads(int count) {
        return with(model, curriculum, evaluation, count, output);
    }

    /**
     * The same data and steps for a model without recurrence, to compare with: {@code blocks} core blocks, each with weights of its own,
     * run once. One block has the parameters of a core of one block, as many blocks as recurrences its compute. It is written beside the
     * recipe's output.
     */
    public Recipe withFixedDepth(int blocks) {
        if (!(model instanceof ModelRecipe.Fresh fresh)) {
            throw new MuninnException(
                    "a model of fixed depth begins from random weights, and this recipe from a checkpoint; give it a model of its own");
        }
        return with(
                fresh.withFixedDepth(blocks),
                curriculum.stream().map(Phase::withFixedDepth).toList(),
                new EvaluationRecipe(evaluation.every(), evaluation.problems(), List.of(1), evaluation.data()),
                threads,
                output.resolveSibling(output.getFileName() + "-fixed-" + blocks));
    }

    private Recipe with(
            ModelRecipe itsModel,
            List<Phase> itsCurriculum,
            EvaluationRecipe itsEvaluation,
            int itsThreads,
            Path itsOutput) {
        return new Recipe(
                itsModel,
                precision,
                batch,
                steps,
                seed,
                optimizer,
                schedule,
                ema,
                loss,
                depthLoss,
                teacher,
                itsCurriculum,
                itsEvaluation,
                checkpoints,
                compute,
                itsThreads,
                itsOutput);
    }
}
