package dev.muninn.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes calls out of an answer as it comes: a call's name as soon as it is complete, then its arguments as they form. Text that may become a
 * call is held back until it is one or is not; what looks like a call and cannot be read stays text. A call that the end of the answer
 * cuts short stays a call. For one answer and one thread.
 */
public final class ToolCallReader {
    /**
     * A part of a call.
     *
     * @param call counted from 0
     * @param name with the first part of a call
     * @param arguments what was added to them, perhaps nothing
     */
    public record Part(int call, Optional<String> name, String arguments) {}

    /**
     * Something became final.
     *
     * @param parts of calls, in order
     * @param calls those that ended in this piece
     */
    public record Piece(String text, List<Part> parts, List<ToolCall> calls) {
        public Piece {
            parts = List.copyOf(parts);
            calls = List.copyOf(calls);
        }

        /** Text alone. */
        public static Piece ofText(String text) {
            return new Piece(text, List.of(), List.of());
        }
    }

    private enum State {
        /** Text, in which a call may begin. */
        TEXT,
        /** A call may have begun; its name and where its arguments begin are not known. */
        CALL,
        /** Within the arguments of a call. */
        ARGUMENTS,
        /** Behind the arguments of a call. */
        END
    }

    private final ToolFormat format;
    /** A call up to where its arguments begin. */
    private final Pattern header;

    private final StringBuilder held = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private State state = State.TEXT;
    private String name = "";
    private JsonDepth depth = new JsonDepth();
    private int begun;
    private boolean anyText;
    private boolean anyCall;

    // of the piece being read
    private final StringBuilder text = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();

    public ToolCallReader(ToolFormat format) {
        this.format = format;
        this.header = Pattern.compile("\\s*\\{\\s*\"name\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\")\\s*,\\s*\""
                + format.argumentsKey()
                + "\"\\s*:\\s*(?=\\{)");
    }

    public ToolFormat format() {
        return format;
    }

    /** Characters that are held back. */
    public int held() {
        return held.length();
    }

    /** More of the answer. */
    public Piece accept(String more) {
        held.append(more);
        return read(false);
    }

    /** The last of the answer. */
    public Piece finish(String more) {
        held.append(more);
        return read(true);
    }

    private Piece read(boolean last) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = switch (state) {
                case TEXT -> format.isMarked() ? markedText(last) : bareText(last);
                case CALL -> call(last);
                case ARGUMENTS -> arguments(last);
                case END -> end(last);
            };
        }
        // Space between calls, and after the last, is no text.
        String said = last && anyCall ? text.toString().stripTrailing() : text.toString();
        Piece piece = new Piece(said, parts, calls);
        text.setLength(0);
        parts.clear();
        calls.clear();
        return piece;
    }

    private boolean markedText(boolean last) {
        int open = held.indexOf(format.open());
        if (open < 0) {
            text.append(take(last ? held.length() : certain()));
            return false;
        }
        text.append(take(withoutSpaceAtEnd(open)));
        state = State.CALL;
        return true;
    }

    /** An answer that begins with a brace or bracket may be nothing but calls. */
    private boolean bareText(boolean last) {
        String beginning = held.toString().stripLeading();
        boolean maybe = !anyText && !anyCall && (beginning.isEmpty() || beginning.startsWith(format.opening()));
        if (maybe && !beginning.isEmpty()) {
            state = State.CALL;
            return true;
        }
        if (maybe && !last) {
            return false;
        }
        anyText |= !held.isEmpty();
        text.append(take(held.length()));
        return false;
    }

    private boolean call(boolean last) {
        int begin = begin();
        Matcher found = header.matcher(held).region(begin, held.length());
        if (found.lookingAt()) {
            name = CallJson.text(found.group(1));
            take(found.end());
            parts.add(new Part(begun, Optional.of(name), ""));
            depth = new JsonDepth();
            state = State.ARGUMENTS;
            return true;
        }
        return format.isMarked() ? wholeMarked(begin, last) : wholeBare(last);
    }

    /** Where the call's JSON begins: behind the mark, at the brace, behind the bracket or comma. */
    private int begin() {
        return switch (format) {
            case MARKED -> held.indexOf(format.open()) + format.open().length();
            case BARE -> 0;
            case LIST -> begun > 0 ? 0 : held.indexOf(format.opening()) + 1;
        };
    }

    /** A call in another order, which can be read once it is whole. */
    private boolean wholeMarked(int begin, boolean last) {
        int close = held.indexOf(format.close(), begin);
        if (close >= 0) {
            Optional<ToolCall> whole =
                    CallJson.object(held.substring(begin, close)).flatMap(this::read);
            String taken = take(close + format.close().length());
            whole.ifPresentOrElse(this::add, () -> text.append(taken));
            state = State.TEXT;
            return true;
        }
        if (last) {
            text.append(take(held.length()));
        }
        return false;
    }

    private boolean wholeBare(boolean last) {
        if (!last) {
            return false;
        }
        List<ToolCall> whole = CallJson.objects(held.toString()).stream()
                .flatMap(call -> read(call).stream())
                .toList();
        String taken = take(held.length());
        if (whole.isEmpty()) {
            text.append(taken);
        }
        whole.forEach(this::add);
        return false;
    }

    private void add(ToolCall call) {
        parts.add(new Part(begun++, Optional.of(call.name()), call.arguments()));
        calls.add(call);
        anyCall = true;
    }

    /** What cannot be read stays text, and whoever asked sees it. */
    private Optional<ToolCall> read(ObjectNode call) {
        JsonNode given = call.path(format.argumentsKey());
        return call.path("name").isString() && given.isObject()
                ? Optional.of(new ToolCall(call.path("name").asString(), given.toString()))
                : Optional.empty();
    }

    private boolean arguments(boolean last) {
        int end = depth.end(held);
        String more = take(end < 0 ? held.length() : end);
        arguments.append(more);
        if (!more.isEmpty()) {
            parts.add(new Part(begun, Optional.empty(), more));
        }
        if (end < 0 && !last) {
            return false;
        }
        calls.add(new ToolCall(name, arguments.toString()));
        arguments.setLength(0);
        begun++;
        anyCall = true;
        state = State.END;
        return true;
    }

    private boolean end(boolean last) {
        return switch (format) {
            case MARKED -> {
                int close = held.indexOf(format.close());
                if (close >= 0) {
                    take(close + format.close().length());
                    state = State.TEXT;
                } else if (last) {
                    take(held.length());
                }
                yield close >= 0;
            }
            case BARE -> {
                take(held.length());
                yield false;
            }
            case LIST -> {
                int comma = held.indexOf(",");
                take(comma < 0 ? held.length() : comma + 1);
                state = comma < 0 ? State.END : State.CALL;
                yield comma >= 0;
            }
        };
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
