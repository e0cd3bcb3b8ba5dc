package dev.muninn;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.GenerationDefaults;
import dev.muninn.generate.Request;
import dev.muninn.sampling.LogitsRule;
import dev.muninn.sampling.Sampling;
import dev.muninn.sampling.Suppressed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Everything that a request may leave open, decided in one place for the command line, the server and programs alike: the model's
 * {@code generation_config.json} first, then the values that are the same for every model (greedy, the mean recurrence, no exit). So the same question
 * has the same answer wherever it is asked.
 *
 * <p>{@code do_sample} decides whether tokens are drawn, as in transformers: false takes the likeliest token whatever the temperature, true
 * draws at temperature 1 unless another is given. Without it a temperature in the file is used.
 *
 * @param recurrences of a token: the mean the model was trained with
 * @param maxNewTokens tokens of an answer that the file suggests
 * @param maxLength tokens of prompt and answer that the file suggests
 * @param context positions that the model has
 * @param stopTokens end an answer, not part of it
 * @param stopStrings end an answer, not part of it
 * @param suppressed tokens that are never drawn
 */
public record RequestDefaults(
        int recurrences,
        Sampling sampling,
        OptionalInt maxNewTokens,
        OptionalInt maxLength,
        int context,
        Set<Integer> stopTokens,
        List<String> stopStrings,
        Set<Integer> suppressed) {
    /** Requests that name no limit of tokens for which there is memory at the same time, unless their prompts are too long. */
    public static final int WITHOUT_LIMIT = 4;

    public RequestDefaults {
        stopTokens = Set.copyOf(stopTokens);
        stopStrings = List.copyOf(stopStrings);
        suppressed = Set.copyOf(suppressed);
    }

    /** @param unknown ids that are no tokens */
    static RequestDefaults of(
            Architecture model, GenerationDefaults file, Set<Integer> stopTokens, Set<Integer> unknown) {
        Set<Integer> suppressed = new HashSet<>(unknown);
        suppressed.addAll(file.suppressed());
        return new RequestDefaults(
                model.meanRecurrence(),
                sampling(file),
                file.maxNewTokens(),
                file.maxLength(),
                model.context(),
                stopTokens,
                file.stopStrings(),
                suppressed);
    }

    private static Sampling sampling(GenerationDefaults file) {
        double temperature = file.draws().isPresent()
                ? file.draws().get() ? file.temperature().orElse(1) : 0
                : file.temperature().orElse(0);
        return new Sampling(
                (float) temperature,
                file.topK().orElse(0),
                topP(file.topP().orElse(1)),
                (float) file.minP().orElse(0),
                (float) file.repetitionPenalty().orElse(1));
    }

    /** A share of 0 means the same as the smallest there is: the likeliest token alone. */
    public static float topP(double share) {
        return Math.max((float) share, Float.MIN_VALUE);
    }

    /** A request for an answer to {@code prompt} with these defaults, its limit of tokens included. */
    public Request.Builder request(int... prompt) {
        return Request.builder(prompt)
                .recurrences(recurrences)
                .sampling(sampling)
                .stopTokens(stopTokens)
                .rules(rules())
                .maxTokens(maxTokens(prompt.length));
    }

    /** The rules on logits that hold for every request; further ones go behind them. */
    public List<LogitsRule> rules() {
        return suppressed.isEmpty() ? List.of() : List.of(new Suppressed(suppressed));
    }

    /** These rules, then {@code more}. */
    public List<LogitsRule> rules(List<? extends LogitsRule> more) {
        List<LogitsRule> all = new ArrayList<>(rules());
        all.addAll(more);
        return all;
    }

    /** The stop strings of the file and those of a request. */
    public List<String> stops(List<String> more) {
        List<String> all = new ArrayList<>(stopStrings);
        all.addAll(more);
        return all;
    }

    /** Tokens of an answer where a request names no limit, at least 1: what the file suggests, or what the context has room for. */
    public int maxTokens(int promptTokens) {
        int room = Math.max(1, context - promptTokens);
        int suggested =
                maxNewTokens.orElseGet(() -> maxLength.isPresent() ? maxLength.getAsInt() - promptTokens : room);
        return Math.clamp(suggested, 1, room);
    }
}
