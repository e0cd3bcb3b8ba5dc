package dev.muninn.server.api;

import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import dev.muninn.server.schedule.HeavyWork;
import dev.muninn.server.schedule.Scheduler;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.tools.ToolFormat;
import java.util.List;

/**
 * A model that is served.
 *
 * @param heavy where long texts are tokenized
 * @param name what clients call it
 * @param aliases what they may also call it
 * @param created seconds since 1970 when it was loaded
 * @param mostRecurrences a request may ask for
 * @param metrics told of every answer
 */
public record Served(
        Engine engine,
        Scheduler scheduler,
        HeavyWork heavy,
        TextLimit limit,
        String name,
        List<String> aliases,
        long created,
        int mostRecurrences,
        AnswerMetrics metrics) {
    Tokenizer tokenizer() {
        return engine.tokenizer();
    }

    /** Positions that fit. */
    int context() {
        return engine.model().config().context();
    }

    int meanRecurrence() {
        return engine.model().config().meanRecurrence();
    }

    /** How the model calls functions; refuses {@code param} if it does not. */
    ToolFormat requireTools(String param) {
        try {
            return ToolFormat.require(tokenizer().chatTemplate());
        } catch (MuninnException e) {
            throw ApiError.unsupported(param, "%s is not supported here: %s".formatted(param, e.getMessage()));
        }
    }

    /** Refuses the names of other models. */
    void checkModel(Fields body) {
        body.string("model").ifPresent(this::checkModel);
    }

    void checkModel(String wanted) {
        if (!wanted.equals(name) && !aliases.contains(wanted)) {
            throw ApiError.notFound(
                    "model",
                    "model_not_found",
                    "there is no model '%s' here, only '%s'".formatted(wanted.length() <= 100 ? wanted : "…", name));
        }
    }

    /** Refuses a prompt that is too long or has tokens that are none. */
    int[] checkPrompt(String param, int[] prompt, int room) {
        if (prompt.length == 0) {
            throw ApiError.invalid(param, param + " has no tokens; at least one is needed to think about");
        }
        int vocab = engine.model().config().vocab();
        for (int token : prompt) {
            if (token < 0 || token >= vocab) {
                throw ApiError.invalid(
                        param, "%s: token %d is outside the vocabulary of 0 to %d".formatted(param, token, vocab - 1));
            }
        }
        if (prompt.length > context() - room) {
            throw ApiError.contextLength(param, prompt.length, context());
        }
        return prompt;
    }
}
