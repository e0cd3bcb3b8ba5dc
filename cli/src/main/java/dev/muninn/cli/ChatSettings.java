package dev.muninn.cli;

import dev.muninn.Completion;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Request;
import java.util.Locale;

/** How to think about the next turn. A change that this model cannot follow is refused and undone. */
final class ChatSettings {
    private static final String DEFAULT = "default";

    private final Engine engine;
    private final ThinkingOptions thinking;
    /** Whether answers end by themselves. */
    private final boolean turns;

    private boolean trace;

    ChatSettings(Engine engine, ThinkingOptions thinking) {
        this.engine = engine;
        this.thinking = thinking;
        this.turns = engine.tokenizer().chatTemplate().isPresent();
        engine.check(request(0));
    }

    Request request(int... prompt) {
        return completion(prompt).request();
    }

    /** The next turn, with these settings. */
    Completion completion(int... prompt) {
        return thinking.completion(engine, prompt, turns).with(request -> request.trace(trace));
    }

    /** The deepest a token may be thought about. */
    int recurrences() {
        return request(0).recurrences();
    }

    boolean trace() {
        return trace;
    }

    void depth(String text) {
        Integer before = thinking.recurrences;
        thinking.recurrences = text.equals(DEFAULT) ? null : Integer.valueOf(whole(text));
        keepOr(() -> thinking.recurrences = before);
    }

    void exit(String text) {
        String before = thinking.exit;
        thinking.exit = text;
        keepOr(() -> thinking.exit = before);
    }

    void kv(String text) {
        String before = thinking.kv;
        thinking.kv = text.equals(DEFAULT) ? null : text;
        keepOr(() -> thinking.kv = before);
    }

    void decode(String text) {
        ThinkingOptions.Mode before = thinking.ways.mode;
        thinking.ways.mode = mode(text);
        keepOr(() -> thinking.ways.mode = before);
    }

    void temperature(String text) {
        Double before = thinking.drawing.temperature;
        thinking.drawing.temperature = text.equals(DEFAULT) ? null : Double.valueOf(number(text));
        keepOr(() -> thinking.drawing.temperature = before);
    }

    void seed(String text) {
        thinking.seed = longNumber(text);
    }

    void trace(String text) {
        boolean before = trace;
        trace = switch (text) {
            case "" -> !before;
            case "on" -> true;
            case "off" -> false;
            default -> throw new MuninnException("/trace " + text + ": on or off is wanted");
        };
        keepOr(() -> trace = before);
    }

    private void keepOr(Runnable undo) {
        try {
            thinking.check();
            engine.check(request(0));
        } catch (MuninnException e) {
            undo.run();
            throw e;
        }
    }

    private static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MuninnException("'" + text + "' is not a whole number such as 32", e);
        }
    }

    private static long longNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MuninnException("'" + text + "' is not a whole number such as 7", e);
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new MuninnException("'" + text + "' is not a number such as 0.7", e);
        }
    }

    private static ThinkingOptions.Mode mode(String text) {
        for (ThinkingOptions.Mode mode : ThinkingOptions.Mode.values()) {
            if (mode.name().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        throw new MuninnException("/decode " + text + ": sequential, wavefront or speculative is wanted");
    }

    /** What is set, by command. */
    Table table(Conversation conversation) {
        Request request = request(0);
        return Table.ofFacts()
                .add(
                        "model",
                        engine.directory() + " (" + engine.model().config().family() + ")")
                .add("/depth", String.valueOf(request.recurrences()))
                .add("/exit", thinking.exit)
                .add("/kv", request.slots() + ", " + request.kvFormat().name().toLowerCase(Locale.ROOT))
                .add("/decode", thinking.ways.mode.name().toLowerCase(Locale.ROOT))
                .add("/temperature", String.valueOf(request.sampling().temperature()))
                .add("/seed", String.valueOf(request.seed()))
                .add("/trace", trace ? "on" : "off")
                .add("/system", conversation.system())
                .add("most tokens", String.valueOf(request.maxTokens()))
                .add("context", String.valueOf(engine.model().config().context()))
                .add("kernels", engine.kernels().provider().name());
    }
}
