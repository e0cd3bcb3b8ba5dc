package dev.muninn.eval.harness.run;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Prompts and continuations as tokens, cut where the harness cuts them. It counts a context of n positions as n − 1 tokens of a prompt and
 * one to generate, and leaves one more out of rolling windows.
 */
final class Encoder {
    private final Tokenizer tokenizer;
    private final int context;
    private final boolean begin;
    private final OptionalInt prefix;

    /**
     * A context and what is to follow it.
     *
     * @param context at least one token
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(int[] context, int[] continuation) {}

    /**
     * @param context positions that the model has, or fewer
     * @param begin whether the tokenizer adds its own tokens, such as BOS
     */
    Encoder(Tokenizer tokenizer, int context, boolean begin) {
        require(context >= 4, "a context of %d positions is too short to evaluate in", context);
        this.tokenizer = tokenizer;
        this.context = context;
        this.begin = begin;
        this.prefix = tokenizer.bos().or(tokenizer::eos).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Spaces that end the context belong to the continuation; both are encoded as one text. */
    Pair pair(String context, String continuation) {
        if (context.isEmpty()) {
            int[] tokens = tokenizer.encode(continuation, begin);
            return tokens.length > 0 && tokens[0] == begin()
                    ? cut(new int[] {tokens[0]}, Arrays.copyOfRange(tokens, 1, tokens.length))
                    : cut(new int[] {begin()}, tokens);
        }
        String bare = PythonText.rstrip(context);
        int[] whole = tokenizer.encode(context + continuation, begin);
        int[] first = tokenizer.encode(bare, begin);
        int length = Math.min(first.length, whole.length);
        return cut(first, Arrays.copyOfRange(whole, length, whole.length));
    }

    /** What does not fit is left out at the beginning of the context. */
    private Pair cut(int[] first, int[] second) {
        int tooMany = Math.max(0, first.length + second.length - (context - 1));
        require(
                first.length - tooMany >= 1,
                "a continuation of %d tokens does not fit a context of %d positions",
                second.length,
                context);
        return new Pair(Arrays.copyOfRange(first, tooMany, first.length), second);
    }

    /** A text as windows, each with all the context that fits; every token is in the continuation of one. */
    List<Pair> windows(String text) {
        int[] tokens = tokenizer.encode(text, begin);
        int most = context - 2;
        List<Pair> windows = new ArrayList<>();
        for (int done = 0; done < tokens.length; ) {
            int end = Math.min(tokens.length, done + most);
            if (done == 0) {
                windows.add(new Pair(new int[] {begin()}, Arrays.copyOfRange(tokens, 0, end)));
            } else {
                windows.add(new Pair(
                        Arrays.copyOfRange(tokens, end - most - 1, done), Arrays.copyOfRange(tokens, done, end)));
            }
            done = end;
        }
        return windows;
    }

    /** A prompt with room for {@code answer} tokens behind it. */
    int[] prompt(String text, int answer) {
        int[] tokens = tokenizer.encode(text, begin);
        int most = context - 1 - answer;
        require(most >= 1, "%d tokens of an answer do not fit a context of %d positions", answer, context);
        require(tokens.length > 0, "the prompt is empty");
        return tokens.length <= most ? tokens : Arrays.copyOfRange(tokens, tokens.length - most, tokens.length);
    }

    private int begin() {
        return prefix.orElseThrow(() -> new MuninnException(
                "the tokenizer names no bos_token and no eos_token, and a text without context needs one before it"));
    }
}
