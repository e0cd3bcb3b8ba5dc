package dev.muninn.server.api;

import dev.muninn.generate.TokenEvent;
import dev.muninn.tokenizer.TextStream;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolCallReader;
import dev.muninn.tools.ToolFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One answer's tokens to text as they come: whole characters, nothing from a stop string on, worked steps and calls apart. */
final class AnswerText {
    /**
     * A token and where its text begins in the answer.
     *
     * @param start in chars of Java, as texts are cut here
     * @param character the same in characters (code points), as clients count
     */
    record Placed(TokenEvent event, int start, int character) {}

    /** What has become final. */
    record Delta(String reasoning, String content, List<ToolCallReader.Part> calls, List<Placed> tokens) {
        boolean isEmpty() {
            return reasoning.isEmpty() && content.isEmpty() && calls.isEmpty() && tokens.isEmpty();
        }
    }

    private final TextStream stream;
    private final Reasoning parts;
    private final Optional<ToolCallReader> callReader;
    private final ArrayDeque<Placed> pending = new ArrayDeque<>();
    private final List<Placed> placed = new ArrayList<>();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder content = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    /** The tokens that {@link #content} came with. */
    private final List<Placed> contentTokens = new ArrayList<>();
    /** Calls that were made before anything was said. */
    private int callsFirst;
    /** Characters that are neither reasoning nor held back. */
    private int passed;

    private int tokens;
    /** Characters that are certainly part of the answer. */
    private int certain;

    /** @param tools how calls are written, if there may be any */
    AnswerText(Tokenizer tokenizer, List<String> stops, Reasoning.Reply reply, Optional<ToolFormat> tools) {
        this.stream = TextStream.of(tokenizer, stops);
        this.parts = new Reasoning(reply);
        this.callReader = tools.map(ToolCallReader::new);
    }

    Delta accept(TokenEvent event) {
        tokens++;
        pending.add(new Placed(event, stream.decoded(), stream.characters()));
        String safe = stream.accept(event.token());
        certain += safe.length();
        return delta(parts.accept(safe), stream.stopped(), false);
    }

    /** The answer is at its end. */
    Delta finish() {
        String safe = stream.finish();
        certain += safe.length();
        Reasoning.Piece first = parts.accept(safe);
        Reasoning.Piece rest = parts.finish();
        Delta delta = delta(
                new Reasoning.Piece(first.reasoning() + rest.reasoning(), first.content() + rest.content()),
                true,
                true);
        if (!stream.stopped()) {
            delta.tokens().addAll(pending);
            placed.addAll(pending);
            pending.clear();
        }
        return delta;
    }

    private Delta delta(Reasoning.Piece piece, boolean everything, boolean last) {
        ToolCallReader.Piece said = calls(piece.content(), last);
        reasoning.append(piece.reasoning());
        content.append(said.text());
        if (content.isEmpty()) {
            callsFirst += (int) said.parts().stream()
                    .filter(part -> part.name().isPresent())
                    .count();
        }
        calls.addAll(said.calls());
        passed += piece.content().length();
        List<Placed> released = new ArrayList<>();
        // What the parts hold back is certain, but its tokens wait for it.
        int shown = everything ? certain : Math.min(certain, shown());
        while (!pending.isEmpty() && pending.getFirst().start() < shown) {
            released.add(pending.removeFirst());
        }
        placed.addAll(released);
        if (!said.text().isEmpty()) {
            contentTokens.addAll(released);
        }
        return new Delta(piece.reasoning(), said.text(), said.parts(), released);
    }

    private ToolCallReader.Piece calls(String text, boolean last) {
        if (callReader.isEmpty()) {
            return ToolCallReader.Piece.ofText(text);
        }
        ToolCallReader reader = callReader.get();
        return last ? reader.finish(text) : reader.accept(text);
    }

    private int shown() {
        return parts.reasoned() + passed - callReader.map(ToolCallReader::held).orElse(0);
    }

    /** Whether a stop string has completed. */
    boolean stopped() {
        return stream.stopped();
    }

    /** Tokens spent, those of a stop string included. */
    int tokens() {
        return tokens;
    }

    /** The tokens of the text, in order; nothing of a stop string. */
    List<Placed> placed() {
        return placed;
    }

    /** Tokens whose text is worked steps. */
    int reasoningTokens() {
        int boundary = parts.reasoned();
        return (int) placed.stream().filter(token -> token.start() < boundary).count();
    }

    String reasoning() {
        return reasoning.toString();
    }

    String content() {
        return content.toString();
    }

    /** The tokens that the content came with, and so not those of worked steps and calls before it. */
    List<Placed> contentTokens() {
        return contentTokens;
    }

    List<ToolCall> calls() {
        return calls;
    }

    /** How many calls were made before anything was said. */
    int callsFirst() {
        return callsFirst;
    }
}
