package dev.muninn.server.api;

import dev.muninn.generate.TokenEvent;
import dev.muninn.generate.TokenEvent.TraceStep;
import dev.muninn.server.json.Json;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.trajectory.Trajectory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The object {@code recurrence}: how deep the tokens were thought about, and what it cost. */
final class RecurrenceJson {
    /** Digits of a state's numbers: enough to draw. */
    private static final MathContext DIGITS = new MathContext(4);

    private final Tokenizer tokenizer;
    private final Depth depth;
    private final long seed;

    RecurrenceJson(Tokenizer tokenizer, Depth depth, long seed) {
        this.tokenizer = tokenizer;
        this.depth = depth;
        this.seed = seed;
    }

    /** Of tokens that have just come. */
    ObjectNode ofTokens(List<AnswerText.Placed> tokens) {
        ObjectNode json = Json.object();
        putTokens(json, tokens);
        putTraces(json, tokens);
        return json;
    }

    /** Of a whole answer. */
    ObjectNode ofAnswer(Generation.Outcome outcome) {
        ObjectNode json = ofToldAnswer(outcome);
        putTraces(json, outcome.text().placed());
        return json;
    }

    /** Of a whole answer whose tokens came one after the other, their traces with them: those are large, and not told again. */
    ObjectNode ofToldAnswer(Generation.Outcome outcome) {
        ObjectNode json = summary(List.of(outcome));
        json.put("finish", outcome.result().finish().name().toLowerCase(Locale.ROOT));
        putTokens(json, outcome.text().placed());
        return json;
    }

    /** Of all answers together. */
    ObjectNode ofAll(List<Generation.Outcome> outcomes) {
        ObjectNode json = summary(outcomes);
        ArrayNode perToken = json.putArray("per_token");
        outcomes.forEach(outcome -> outcome.text()
                .placed()
                .forEach(token -> perToken.add(token.event().recurrences())));
        return json;
    }

    private ObjectNode summary(List<Generation.Outcome> outcomes) {
        List<TokenEvent> tokens = outcomes.stream()
                .flatMap(outcome -> outcome.text().placed().stream())
                .map(AnswerText.Placed::event)
                .toList();
        ObjectNode json = Json.object();
        json.put("limit", depth.recurrences());
        json.put("exit", depth.exit().criterion().describe());
        json.put("seed", seed);
        json.put("noise_seed", depth.noiseSeed());
        json.put(
                "mean",
                tokens.stream().mapToInt(TokenEvent::recurrences).average().orElse(0));
        json.put("max", tokens.stream().mapToInt(TokenEvent::recurrences).max().orElse(0));
        json.put("exits", tokens.stream().filter(TokenEvent::exited).count());
        json.put(
                "prefill",
                outcomes.stream()
                        .mapToInt(o -> o.result().prefillRecurrences())
                        .max()
                        .orElse(0));
        json.put(
                "core_passes",
                outcomes.stream().mapToLong(o -> o.result().corePasses()).sum());
        json.put(
                "kv_bytes",
                outcomes.stream().mapToLong(o -> o.result().kvBytes()).sum());
        json.put(
                "kv_bytes_per_token",
                outcomes.stream()
                        .mapToLong(o -> o.result().kvBytesPerToken())
                        .max()
                        .orElse(0));
        return json;
    }

    private void putTokens(ObjectNode json, List<AnswerText.Placed> tokens) {
        ArrayNode perToken = json.putArray("per_token");
        ArrayNode exited = json.putArray("exited");
        ArrayNode exitValues = json.putArray("exit_values");
        for (AnswerText.Placed token : tokens) {
            perToken.add(token.event().recurrences());
            exited.add(token.event().exited());
            addFinite(exitValues, token.event().exitValue());
        }
    }

    private void putTraces(ObjectNode json, List<AnswerText.Placed> tokens) {
        if (depth.trace() == Depth.Trace.NONE) {
            return;
        }
        ArrayNode traces = json.putArray("trace");
        tokens.forEach(token -> trace(traces.addArray(), token.event().trace()));
        if (depth.trace() == Depth.Trace.STATES) {
            ArrayNode paths = json.putArray("paths");
            for (AnswerText.Placed token : tokens) {
                token.event().path().map(Trajectory.Kind::label).ifPresentOrElse(paths::add, paths::addNull);
            }
        }
    }

    private void trace(ArrayNode json, List<TraceStep> steps) {
        for (TraceStep step : steps) {
            ObjectNode entry = json.addObject();
            entry.put("recurrence", step.recurrence());
            Json.putFinite(entry, "moved", step.moved());
            Json.putFinite(entry, "exit_value", step.exitValue());
            ArrayNode top = entry.putArray("top");
            for (int i = 0; i < step.tokens().length; i++) {
                ObjectNode likely = top.addObject();
                likely.put("id", step.tokens()[i]);
                likely.put("token", TokenText.of(tokenizer, step.tokens()[i]));
                likely.put("probability", step.probabilities()[i]);
            }
            if (depth.trace() == Depth.Trace.STATES) {
                ArrayNode state = entry.putArray("state");
                for (float value : step.sketch()) {
                    addRounded(state, value);
                }
            }
        }
    }

    private static void addRounded(ArrayNode array, float value) {
        if (Float.isFinite(value)) {
            array.add(new BigDecimal(value).round(DIGITS));
        } else {
            array.addNull();
        }
    }

    private static void addFinite(ArrayNode array, double value) {
        if (Double.isFinite(value)) {
            array.add(value);
        } else {
            array.addNull();
        }
    }
}
