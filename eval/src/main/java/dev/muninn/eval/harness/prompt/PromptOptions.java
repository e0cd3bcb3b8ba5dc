package dev.muninn.eval.harness.prompt;

import dev.muninn.eval.harness.task.TaskConfig;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How questions are put.
 *
 * @param shots examples before each question; empty for what the task says. A task that wants none gets none
 * @param shotSeed of drawing them; the harness's is 1234
 * @param chat the model's template; empty for plain text
 * @param multiTurn whether each example is a turn of its own in the chat
 * @param system what is said before everything else; empty for nothing
 */
public record PromptOptions(
        OptionalInt shots, long shotSeed, Optional<ChatForm> chat, boolean multiTurn, String system) {
    /** As the harness does it. */
    public static final PromptOptions PLAIN = new PromptOptions(OptionalInt.empty(), 1234, Optional.empty(), false, "");

    /** Examples before a question of {@code task}. */
    public int shotsOf(TaskConfig task) {
        if (shots.isPresent() && task.shots().orElse(1) != 0) {
            return shots.getAsInt();
        }
        return task.shots().orElse(0);
    }
}
