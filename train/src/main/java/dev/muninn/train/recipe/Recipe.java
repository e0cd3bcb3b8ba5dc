package dev.muninn.train.recipe;

import dev.muninn.kernels.training.Precision;
import java.nio.file.Path;
import java.util.List;

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
        List<Phase> curriculum,
        EvaluationRecipe evaluation,
        Checkpoints checkpoints,
        int threads,
        Path output) {
    public Recipe {
        curriculum = List.copyOf(curriculum);
    }

    /**
     * A step's data.
     *
     * @param accumulation batches whose mean gradient makes a step, each with a depth of its own
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
        return new Recipe(
                model,
                precision,
                batch,
                steps,
                seed,
                optimizer,
                schedule,
                ema,
                loss,
                curriculum,
                evaluation,
                checkpoints,
                threads,
                directory);
    }

    public Recipe withThreads(int count) {
        return new Recipe(
                model,
                precision,
                batch,
                steps,
                seed,
                optimizer,
                schedule,
                ema,
                loss,
                curriculum,
                evaluation,
                checkpoints,
                count,
                output);
    }
}
