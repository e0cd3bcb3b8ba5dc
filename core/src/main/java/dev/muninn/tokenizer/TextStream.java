package dev.muninn.tokenizer;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Tokens to text as they come: whole characters, and nothing from a stop string on. All pieces together, the last one of {@link #finish}
 * included, are the answer's text. For one answer; not safe for use from several threads.
 */
public final class TextStream {
    private final IntFunction<String> decode;
    private final Supplier<String> flush;
    private final StopStrings stops;
    private final StringBuilder text = new StringBuilder();
    private int decoded;
    /** The same in code points. */
    private int characters;

    private TextStream(IntFunction<String> decode, Supplier<String> flush, List<String> stops) {
        this.decode = decode;
        this.flush = flush;
        this.stops = new StopStrings(stops);
    }

    /** Text without special tokens. */
    public static TextStream of(Tokenizer tokenizer, List<String> stops) {
        StreamDecoder decoder = tokenizer.streamDecoder(true);
        return new TextStream(decoder::accept, decoder::flush, stops);
    }

    /** For models without a tokenizer: ids with a space after each. */
    public static TextStream ofIds(List<String> stops) {
        return new TextStream(token -> token + " ", () -> "", stops);
    }

    /** The text that has become final with {@code token}, often empty. */
    public String accept(int token) {
        return keep(stops.accept(count(decode.apply(token))));
    }

    /** The text held back until now; the answer is at its end. */
    public String finish() {
        String tail = stops.stopped() ? "" : count(flush.get());
        return keep(stops.accept(tail) + stops.flush());
    }

    private String count(String piece) {
        decoded += piece.length();
        characters += piece.codePointCount(0, piece.length());
        return piece;
    }

    private String keep(String piece) {
        text.append(piece);
        return piece;
    }

    /** Whether a stop string has completed. */
    public boolean stopped() {
        return stops.stopped();
    }

    /** Characters that tokens have made so far, those held back for a stop string and those of a stop string included. */
    public int decoded() {
        return decoded;
    }

    /** {@link #decoded} in characters (code points), as clients count. */
    public int characters() {
        return characters;
    }

    /** All text so far. */
    public String text() {
        return text.toString();
    }
}
