package dev.muninn.examples;

import dev.muninn.Answer;
import dev.muninn.Engine;

/** Asks a question and prints the answer as it comes. */
public final class Stream {
    private Stream() {}

    /**
     * Runs the example.
     *
     * @param args a model's directory or name, and a question
     */
    public static void main(String... args) {
        try (Engine engine = Engine.load(args[0])) {
            engine.chat(args[1]).recurrences(16).stream(System.out::print);
            System.out.println();

            Answer answer = engine.complete(args[1]).maxTokens(8).run();
            System.out.printf(
                    "%s%n%d tokens, %d core passes, %,d bytes of keys and values%n",
                    answer.text(), answer.tokens().length, answer.passes(), answer.bytes());
        }
    }
}
