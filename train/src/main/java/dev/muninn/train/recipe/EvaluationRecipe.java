package dev.muninn.train.recipe;

import java.util.List;

/**
 * When and how deep held-out documents are read out.
 *
 * @param every so many steps; 0 for never
 * @param problems of each difficulty of each part
 * @param recurrences what the model is read out after, ascending
 * @param data weights do not matter
 */
public record EvaluationRecipe(long every, int problems, List<Integer> recurrences, List<DataPart> data) {
    public EvaluationRecipe {
        recurrences = List.copyOf(recurrences);
        data = List.copyOf(data);
    }
}
