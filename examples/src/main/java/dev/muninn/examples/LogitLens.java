package dev.muninn.examples;

import dev.muninn.Engine;
import dev.muninn.generate.TokenEvent;
import dev.muninn.generate.TokenEvent.TraceStep;

/** Shows how each token formed: the likeliest token if its thinking had stopped after every recurrence (a logit lens over depth). */
public final class LogitLens {
    private LogitLens() {}

    /**
     * Runs the example.
     *
     * @param args a model's directory or name, and a question
     */
    public static void main(String... args) {
        try (Engine engine = Engine.load(args[0])) {
            var answer = engine.chat(args[1])
                    .recurrences(12)
                    .maxTokens(8)
                    .with(request -> request.trace(true))
                    .run();
            for (TokenEvent token : answer.generated().tokens()) {
                System.out.printf("%n%s%n", text(engine, token.token()));
                for (TraceStep step : token.trace()) {
                    System.out.printf(
                            "  after %2d: %-10s %3.0f %%, state moved %.3f%n",
                            step.recurrence(),
                            text(engine, step.tokens()[0]),
                            100 * step.probabilities()[0],
                            step.moved());
                }
            }
        }
    }

    private static String text(Engine engine, int token) {
        return "'" + engine.tokenizer().decode(new int[] {token}, false).replace("\n", "\\n") + "'";
    }
}
