package dev.muninn.eval.proof;

import dev.muninn.tokenizer.Tokenizer;

/** Text to tokens and back. */
public interface Codec {
    /** A text's beginning, with what the tokenizer sets before it. */
    int[] opening(String text);

    /** Text that goes on. */
    int[] continuation(String text);

    String text(int... tokens);

    /** The codec of a model's tokenizer. */
    static Codec of(Tokenizer tokenizer) {
        return new Codec() {
            @Override
            public int[] opening(String text) {
                return tokenizer.encode(text, true);
            }

            @Override
            public int[] continuation(String text) {
                return tokenizer.encode(text, false);
            }

            @Override
            public String text(int... tokens) {
                return tokenizer.decode(tokens, true);
            }
        };
    }
}
