package dev.muninn.cli;

import dev.muninn.tokenizer.StopStrings;
import dev.muninn.tokenizer.StreamDecoder;
import dev.muninn.tokenizer.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens to text as they come: whole characters, and nothing from a stop string on. Without a tokenizer, ids and spaces. */
final class TextStream {
    private final @Nullable StreamDecoder decoder;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();

    private TextStream(@Nullable StreamDecoder decoder, List<String> stops) {
        this.decoder = decoder;
        this.stops = new StopStrings(stops);
    }

    static TextStream of(Tokenizer tokenizer, List<String> stops) {
        return new TextStream(tokenizer.streamDecoder(true), stops);
    }

    static TextStream ofIds(List<String> stops) {
        return new TextStream(null, stops);
    }

    /** The text that has become final with {@code token}. */
    String accept(int token) {
        return keep(stops.accept(decoder == null ? token + " " : decoder.accept(token)));
    }

    /** The text held back until now. */
    String finish() {
        String tail = decoder == null || stops.stopped() ? "" : decoder.flush();
        return keep(stops.accept(tail) + stops.flush());
    }

    private String keep(String piece) {
        text.append(piece);
        return piece;
    }

    boolean stopped() {
        return stops.stopped();
    }

    /** All text so far. */
    String text() {
        return text.toString();
    }
}
