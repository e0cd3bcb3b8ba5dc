package dev.muninn.server.api;

import dev.muninn.generate.TokenEvent;
import dev.muninn.tokenizer.StopStrings;
import dev.muninn.tokenizer.StreamDecoder;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** One answer's tokens to text as they come: whole characters, nothing from a stop string on, worked steps apart. */
final class AnswerText {
    /** A token and where its text begins in the answer. */
    record Placed(TokenEvent event, int start) {}

    /** What has become final. */
    record Delta(String reasoning, String content, List<Placed> tokens) {
        boolean isEmpty() {
            return reasoning.isEmpty() && content.isEmpty() && tokens.isEmpty();
        }
    }

    private final StreamDecoder decoder;
    private final StopStrings stops;
    private final Reasoning parts;
    private final ArrayDeque<Placed> pending = new ArrayDeque<>();
    private final List<Placed> placed = new ArrayList<>();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder content = new StringBuilder();
    private int tokens;
    /** Characters that tokens have made, before anything was held back. */
    private int decoded;
    /** Characters that are certainly part of the answer. */
    private int certain;

    AnswerText(Tokenizer tokenizer, List<String> stops, boolean splitReasoning) {
        this.decoder = tokenizer.streamDecoder(true);
        this.stops = new StopStrings(stops);
        this.parts = new Reasoning(splitReasoning);
    }

    Delta accept(TokenEvent event) {
        tokens++;
        pending.add(new Placed(event, decoded));
        String text = decoder.accept(event.token());
        decoded += text.length();
        String safe = stops.accept(text);
        certain += safe.length();
        return delta(parts.accept(safe), stops.stopped());
    }

    /** The answer is at its end. */
    Delta finish() {
        String tail = stops.stopped() ? "" : decoder.flush();
        decoded += tail.length();
        String safe = stops.accept(tail) + stops.flush();
        certain += safe.length();
        Reasoning.Piece first = parts.accept(safe);
        Reasoning.Piece rest = parts.finish();
        Delta delta = delta(
                new Reasoning.Piece(first.reasoning() + rest.reasoning(), first.content() + rest.content()), true);
        if (!stops.stopped()) {
            delta.tokens().addAll(pending);
            placed.addAll(pending);
            pending.clear();
        }
        return delta;
    }

    private Delta delta(Reasoning.Piece piece, boolean everything) {
        reasoning.append(piece.reasoning());
        content.append(piece.content());
        List<Placed> released = new ArrayList<>();
        // What the parts hold back is certain, but its tokens wait for it.
        int shown = everything ? certain : Math.min(certain, shown());
        while (!pending.isEmpty() && pending.getFirst().start() < shown) {
            released.add(pending.removeFirst());
        }
        placed.addAll(released);
        return new Delta(piece.reasoning(), piece.content(), released);
    }

    private int shown() {
        return parts.reasoned() + content.length();
    }

    /** Whether a stop string has completed. */
    boolean stopped() {
        return stops.stopped();
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
}
