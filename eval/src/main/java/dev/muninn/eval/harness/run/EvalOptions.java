package dev.muninn.eval.harness.run;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.harness.prompt.PromptOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What to ask, and how.
 *
 * @param limit questions of each task at most
 * @param data directories with the tasks' data
 * @param seed of drawing answers; the harness tells servers 1234
 * @param noiseSeed of the states' first noise
 * @param context positions at most; empty for the model's own
 * @param begin whether the tokenizer's own tokens, such as BOS, come first
 * @param worked whether tasks that have a form with worked steps are asked that way too
 * @param votes answers to a question that vote, beside single ones; 1 for none
 * @param temperature of answers that vote
 */
public record EvalOptions(
        PromptOptions prompts,
        OptionalInt limit,
        List<Path> data,
        long seed,
        long noiseSeed,
        OptionalInt context,
        boolean begin,
        boolean worked,
        int votes,
        double temperature) {
    public EvalOptions {
        require(limit.orElse(1) >= 1, "--limit: found %d, wanted 1 or more", limit.orElse(1));
        require(votes >= 1 && votes <= 1000, "--votes: found %d, wanted 1 to 1000", votes);
        require(temperature > 0 || votes == 1, "--vote-temperature: found %s, wanted more than 0", temperature);
        data = List.copyOf(data);
    }

    /** A plain run. */
    public static EvalOptions plain(List<Path> data) {
        return new EvalOptions(
                PromptOptions.PLAIN, OptionalInt.empty(), data, 1234, 0, OptionalInt.empty(), false, false, 1, 0.7);
    }
}
