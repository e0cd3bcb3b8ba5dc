package dev.muninn.eval.proof;

import dev.muninn.eval.task.TaskFamily;

/**
 * Problems of one family and difficulty.
 *
 * @param trainedMax the greatest difficulty of the family in training
 */
public record Level(TaskFamily family, int difficulty, int trainedMax) {
    public boolean trained() {
        return difficulty <= trainedMax;
    }

    /** Difficulty as a multiple of the trained maximum. */
    public double times() {
        return (double) difficulty / trainedMax;
    }
}
