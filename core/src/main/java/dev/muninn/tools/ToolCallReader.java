package dev.muninn.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Takes calls out of an answer as it comes. Text that may become a call is held back until it is one or is not; what looks like a call
 * and cannot be read stays text. For one answer and one thread.
 */
public final class ToolCallReader {
    /** What has become final. */
    public record Piece(String text, List<ToolCall> calls) {
        public Piece {
            calls = List.copyOf(calls);
        }
    }

    private final ToolFormat format;
    private final StringBuilder held = new StringBuilder();
    private boolean anyText;
    private boolean anyCall;

    public ToolCallReader(ToolFormat format) {
        this.format = format;
    }

    /** Characters that are held back. */
    public int held() {
        return held.length();
    }

    /** More of the answer. */
    public Piece accept(String text) {
        held.append(text);
        return format.isMarked() ? marked(false) : bare(false);
    }

    /** The last of the answer. */
    public Piece finish(String text) {
        held.append(text);
        return format.isMarked() ? marked(true) : bare(true);
    }

    private Piece marked(boolean last) {
        StringBuilder text = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        while (true) {
            int open = held.indexOf(format.open());
            if (open < 0) {
                text.append(take(last ? held.length() : certain()));
                break;
            }
            int close = held.indexOf(format.close(), open);
            if (close < 0) {
                text.append(take(last ? held.length() : withoutSpaceAtEnd(open)));
                break;
            }
            Optional<ToolCall> call = read(held.substring(open + format.open().length(), close));
            int end = close + format.close().length();
            if (call.isPresent()) {
                text.append(take(open).stripTrailing());
                take(end - open);
                calls.add(call.get());
            } else {
                text.append(take(end));
            }
        }
        anyCall |= !calls.isEmpty();
        // Space between calls, and after the last, is no text.
        return new Piece(last && anyCall ? text.toString().stripTrailing() : text.toString(), calls);
    }

    /** An answer that begins with a brace is held back whole. */
    private Piece bare(boolean last) {
        String beginning = held.toString().stripLeading();
        boolean maybe = !anyText && (beginning.isEmpty() || beginning.startsWith("{"));
        if (maybe && !last) {
            return new Piece("", List.of());
        }
        Optional<ToolCall> call = maybe ? read(beginning) : Optional.empty();
        String text = take(held.length());
        anyText |= !text.isEmpty();
        return call.isPresent() ? new Piece("", List.of(call.get())) : new Piece(text, List.of());
    }

    /** What cannot be read stays text, and whoever asked sees it. */
    private Optional<ToolCall> read(String json) {
        return CallJson.object(json).flatMap(call -> {
            JsonNode arguments = call.path(format.argumentsKey());
            return call.path("name").isString() && arguments.isObject()
                    ? Optional.of(new ToolCall(call.path("name").asString(), arguments.toString()))
                    : Optional.empty();
        });
    }

    /** Characters that are certainly not the beginning of a call, nor the space before one. */
    private int certain() {
        int length = held.length();
        for (int mark = Math.min(format.open().length() - 1, length); mark > 0; mark--) {
            if (format.open().startsWith(held.substring(length - mark))) {
                return withoutSpaceAtEnd(length - mark);
            }
        }
        return withoutSpaceAtEnd(length);
    }

    private int withoutSpaceAtEnd(int end) {
        int length = end;
        while (length > 0 && Character.isWhitespace(held.charAt(length - 1))) {
            length--;
        }
        return length;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }
}
