package dev.muninn.train.loop;

import dev.muninn.train.recipe.RecipeFacts;
import java.util.Map;

/**
 * Where a run is, beside its arrays. Random numbers are hashes of step and index, so there is no generator to remember.
 *
 * @param step steps taken
 * @param documents taken: the number of the next one
 * @param tokens rows trained on, padding included
 * @param seconds spent training
 * @param recipe that the run began with or was last allowed to change to
 * @param logs bytes of each log file
 */
public record RunState(
        long step, long documents, long tokens, double seconds, RecipeFacts recipe, Map<String, Long> logs) {
    public RunState {
        logs = Map.copyOf(logs);
    }

    static RunState start(RecipeFacts recipe) {
        return new RunState(0, 0, 0, 0, recipe, Map.of());
    }
}
