package dev.muninn.examples;

import dev.muninn.Engine;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ArgmaxStability;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.generate.TokenEvent;

/** Lets every token stop thinking as soon as the next token no longer changes, and shows what each took. */
public final class DepthPerToken {
    private DepthPerToken() {}

    /**
     * Runs the example.
     *
     * @param args a model's directory or name, and a question
     */
    public static void main(String... args) {
        try (Engine engine = Engine.load(args[0])) {
            var answer = engine.chat(args[1])
                    .recurrences(32)
                    .exit(ExitPolicy.of(new ArgmaxStability(3)))
                    .with(request -> request.slots(SlotPolicy.parse("latest")))
                    .run();
            for (TokenEvent token : answer.generated().tokens()) {
                String text = engine.tokenizer().decode(new int[] {token.token()}, false);
                System.out.printf("%-12s %3d %s%n", text.strip(), token.recurrences(), "▪".repeat(token.recurrences()));
            }
        }
    }
}
