package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Text in, text out. */
@Command(
        name = "generate",
        description = "Goes on with a text, thinking as deep as asked.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn generate --model huginn --recurrences 32 \"The capital of Westphalia is\"",
            "  muninn generate --model huginn --exit kl:5e-4 --kv latest --chat \"What is 2+2?\"",
            "  muninn generate --model huginn --decode wavefront --exit-at 0.03 \"Once upon a time\"",
            "  muninn generate --model huginn --decode speculative --draft-recurrences 4 --json \"Hello\"",
            "  muninn generate --model tiny --ids 13,49,4 --init zero --recurrences 8 --json"
        })
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private Prompt prompt = new Prompt();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ThinkingOptions thinking = new ThinkingOptions();

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "End before this text, wherever token borders fall. May be given several times.")
    private List<String> stops = new ArrayList<>();

    @Option(names = "--ignore-eos", description = "Go on past the model's end-of-text tokens.")
    private boolean ignoreEos;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        prompt.check();
        thinking.check();
        try (Engine engine = model.load()) {
            int[] tokens = prompt.tokens(engine);
            boolean asText = engine.hasTokenizer();
            Request request = thinking.request(engine, tokens)
                    .stopTokens(ignoreEos ? Set.of() : new HashSet<>(engine.stopTokens()))
                    .build();
            TextStream stream = asText ? TextStream.of(engine.tokenizer(), stops) : TextStream.ofIds(stops);
            Output out = new Output();
            try (Interrupt interrupt = Interrupt.listen()) {
                Generated result = engine.generate(request, event -> {
                    show(stream.accept(event.token()), out);
                    return !stream.stopped() && !interrupt.requested();
                });
                String rest = stream.finish();
                if (json) {
                    out.println(GenerateJson.of(result, stream, asText));
                } else {
                    out.println(rest);
                    model.note(summary(result));
                }
                return interrupt.status();
            }
        }
    }

    private void show(String piece, Output out) {
        if (!json && !piece.isEmpty()) {
            out.print(piece);
        }
    }

    private static String summary(Generated result) {
        int[] recurrences = result.recurrences();
        double seconds = result.decodeNanos() / 1e9;
        int count = recurrences.length;
        return String.format(
                Locale.ROOT,
                "%d prompt tokens in %.2f s, %d tokens in %.2f s (%.1f a second), %.1f recurrences a token (%d to %d), %,d core"
                        + " passes, %,d bytes of keys and values a token",
                result.promptTokens(),
                result.prefillNanos() / 1e9,
                count,
                seconds,
                Math.max(0, count - 1) / Math.max(1e-9, seconds),
                Arrays.stream(recurrences).average().orElse(0),
                Arrays.stream(recurrences).min().orElse(0),
                Arrays.stream(recurrences).max().orElse(0),
                result.corePasses(),
                result.kvBytesPerToken());
    }
}
