package dev.muninn.server.api;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.exit.NoExit;
import dev.muninn.exit.Settled;
import dev.muninn.generate.Decoding;
import dev.muninn.generate.Request;
import dev.muninn.server.json.ApiError;
import dev.muninn.server.json.Fields;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How deep a request wants its tokens thought about.
 *
 * <pre>
 * reasoning_effort   none  minimal  low     medium  high            max
 * recurrences        1     mean/4   mean/2  mean    up to 2 · mean  up to 4 · mean
 * </pre>
 *
 * {@code high} and {@code max} let a token leave from the mean on, as soon as its state settles ({@link Settled} at its default), and
 * later tokens see its deepest keys and values. {@code num_steps} and the fields of {@code muninn} override; whatever sets recurrences
 * without an exit gets exactly as many.
 *
 * @param slots empty for what the way of decoding wants
 * @param noiseSeed of the states' noise: 0 unless asked for, whatever the seed of drawing, so that requests share beginnings
 */
record Depth(
        int recurrences, ExitPolicy exit, Optional<SlotPolicy> slots, Decoding decoding, long noiseSeed, Trace trace) {
    /** What is told of every recurrence. */
    enum Trace {
        NONE,
        READOUTS,
        STATES
    }

    /** The words of {@code reasoning_effort}. */
    private enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        MAX;

        int recurrences(int mean) {
            return switch (this) {
                case NONE -> 1;
                case MINIMAL -> Math.max(1, mean / 4);
                case LOW -> Math.max(1, mean / 2);
                case MEDIUM -> mean;
                case HIGH -> 2 * mean;
                case MAX -> 4 * mean;
            };
        }

        boolean mayExit() {
            return this == HIGH || this == MAX;
        }
    }

    static Depth read(Fields body, Served served) {
        Effort effort = effort(body);
        Optional<Fields> own = body.object("muninn");
        OptionalInt steps = steps(body, own, served);
        Optional<String> exitSpec = own.flatMap(fields -> fields.string("exit"));
        Optional<String> kv = own.flatMap(fields -> fields.string("kv"));
        Optional<String> decode = own.flatMap(fields -> fields.string("decode"));
        long noiseSeed = own.map(fields -> fields.wholeNumber("noise_seed", Long.MIN_VALUE, Long.MAX_VALUE))
                .orElse(OptionalLong.empty())
                .orElse(0);
        Trace trace = own.map(Depth::trace).orElse(Trace.NONE);
        int mean = served.meanRecurrence();
        int recurrences = steps.orElse(effort == null ? mean : recurrences(effort, served));
        if (recurrences > served.mostRecurrences()) {
            throw ApiError.invalid(
                    "muninn.recurrences",
                    "%d recurrences are asked for, this server allows %d"
                            .formatted(recurrences, served.mostRecurrences()));
        }
        Decoding decoding = decode.map(Depth::decoding).orElse(new Decoding.Sequential());
        if (exitSpec.isEmpty() && steps.isEmpty() && effort != null && effort.mayExit() && decode.isEmpty()) {
            ExitPolicy settled = ExitPolicy.of(new Settled(Settled.DEFAULT)).withMinRecurrences(mean);
            SlotPolicy latest = SlotPolicy.parse(kv.orElse("latest"));
            return new Depth(recurrences, settled, Optional.of(latest), decoding, noiseSeed, trace);
        }
        ExitPolicy exit = ExitPolicy.of(ExitSpec.parse(exitSpec.orElse("none")));
        return new Depth(recurrences, exit, kv.map(SlotPolicy::parse), decoding, noiseSeed, trace);
    }

    /** Clients name an effort without looking at the model, so one of fixed depth does what it can. */
    private static int recurrences(Effort effort, Served served) {
        return served.engine().model().config().loop().depth().atMost(effort.recurrences(served.meanRecurrence()));
    }

    /** Whether every token gets the same recurrences. */
    boolean isFixed() {
        return exit.criterion() instanceof NoExit;
    }

    void applyTo(Request.Builder request) {
        request.recurrences(recurrences)
                .exit(exit)
                .decoding(decoding)
                .noiseSeed(noiseSeed)
                .trace(trace != Trace.NONE);
        slots.ifPresent(request::slots);
    }

    private static @Nullable Effort effort(Fields body) {
        Optional<String> flat = body.string("reasoning_effort");
        Optional<Fields> reasoning = body.object("reasoning");
        Optional<String> nested = reasoning.flatMap(fields -> fields.string("effort"));
        reasoning.ifPresent(fields -> fields.pass("summary", "generate_summary"));
        if (flat.isPresent() && nested.isPresent() && !flat.equals(nested)) {
            throw ApiError.invalid(
                    "reasoning_effort",
                    "reasoning_effort is '%s' and reasoning.effort is '%s'; give one"
                            .formatted(flat.get(), nested.get()));
        }
        return flat.or(() -> nested).map(Depth::effort).orElse(null);
    }

    private static Effort effort(String word) {
        return Stream.of(Effort.values())
                .filter(effort -> effort.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> ApiError.invalid(
                        "reasoning_effort",
                        "reasoning_effort is '%s'; none, minimal, low, medium, high or max is wanted".formatted(word)));
    }

    private static OptionalInt steps(Fields body, Optional<Fields> own, Served served) {
        OptionalInt plain = body.integer("num_steps", 1, served.mostRecurrences());
        OptionalInt named = own.map(fields -> fields.integer("recurrences", 1, served.mostRecurrences()))
                .orElse(OptionalInt.empty());
        if (plain.isPresent() && named.isPresent() && !plain.equals(named)) {
            throw ApiError.invalid(
                    "num_steps",
                    "num_steps is %d and muninn.recurrences is %d; give one"
                            .formatted(plain.getAsInt(), named.getAsInt()));
        }
        return plain.isPresent() ? plain : named;
    }

    private static Trace trace(Fields own) {
        Optional<JsonNode> node = own.node("trace");
        if (node.isEmpty()) {
            return Trace.NONE;
        }
        if (node.get().isBoolean()) {
            return node.get().asBoolean() ? Trace.READOUTS : Trace.NONE;
        }
        if (node.get().isString() && node.get().asString().equals("states")) {
            return Trace.STATES;
        }
        throw own.wrong("trace", "true, false or 'states'", node.get());
    }

    private static Decoding decoding(String word) {
        return switch (word) {
            case "sequential" -> new Decoding.Sequential();
            case "wavefront" -> Decoding.Wavefront.DEFAULT;
            case "speculative" -> Decoding.Speculative.DEFAULT;
            default ->
                throw ApiError.invalid(
                        "muninn.decode",
                        "muninn.decode is '%s'; sequential, wavefront or speculative is wanted".formatted(word));
        };
    }
}
