package dev.muninn.eval.harness.prompt;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question, ready to be asked.
 *
 * @param number of its row in the split
 * @param contexts the prompt; one a choice where the choices are what stands before the answer
 * @param continuations what may follow: of a choice all choices, else the answer; empty where the model writes
 * @param choices of which the answer is one; empty without
 * @param target as the task's file gives it: an index of a choice, a text, or several of either
 */
public record Item(
        int number,
        Map<String, @Nullable Object> row,
        List<String> contexts,
        List<String> continuations,
        List<String> choices,
        Object target) {
    public Item {
        contexts = List.copyOf(contexts);
        continuations = List.copyOf(continuations);
        choices = List.copyOf(choices);
    }

    /** The prompt, where there is one. */
    public String context() {
        return contexts.getFirst();
    }
}
