package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.Answer;
import dev.muninn.Completion;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Generated;
import dev.muninn.sampling.grammar.Grammar;
import dev.muninn.sampling.grammar.JsonSchema;
import dev.muninn.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Text in, text out. */
@Command(
        name = "generate",
        description = {"Goes on with a text, thinking as deep as asked.", ShippedModel.KNOWS},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn generate \"Let a = 4. Let b = a + 3. Let c = b * 2. What is c?\"",
            "  muninn generate --model huginn --recurrences 32 \"The capital of Westphalia is\"",
            "  muninn generate --model huginn --exit kl:5e-4 --kv latest --chat \"What is 2+2?\"",
            "  muninn generate --model huginn --decode wavefront --exit-at 0.03 \"Once upon a time\"",
            "  muninn generate --model huginn --decode speculative --draft-recurrences 4 --json \"Hello\"",
            "  muninn generate --model huginn --chat --json-schema person.json \"Who wrote Faust?\"",
            "  muninn generate --model tiny --ids 13,49,4 --init zero --recurrences 8 --json"
        })
final class GenerateCommand implements Callable<Integer> {
    /** Tokens of an answer whose recurrences are told one by one. */
    private static final int MOST_TOLD = 40;

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

    @Option(
            names = "--json-schema",
            paramLabel = "FILE",
            description = "Hold the answer to the JSON schema in this file; it is valid unless it is cut short.")
    private @Nullable Path jsonSchema;

    @Option(names = "--ignore-eos", description = "Go on past the model's end-of-text tokens.")
    private boolean ignoreEos;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        prompt.check();
        thinking.check();
        Optional<Grammar> form = form();
        try (Engine engine = model.load()) {
            int[] tokens = prompt.tokens(engine);
            Completion completion =
                    thinking.completion(engine, tokens, prompt.isChat()).stop(stops);
            form.ifPresent(completion::grammar);
            if (ignoreEos) {
                completion.with(request -> request.stopTokens(Set.of()));
            }
            Output out = new Output();
            try (Interrupt interrupt = Interrupt.listen()) {
                Answer answer = completion.run(piece -> {
                    show(piece.text(), out);
                    return !interrupt.requested();
                });
                Generated result = answer.generated();
                boolean asText = engine.hasTokenizer();
                if (json) {
                    out.println(GenerateJson.of(answer, asText));
                } else {
                    out.println("");
                    model.note(summary(result));
                    if (asText && result.tokens().size() <= MOST_TOLD) {
                        model.note("recurrences by token: " + byToken(result, engine.tokenizer()));
                    }
                }
                return interrupt.status();
            }
        }
    }

    private Optional<Grammar> form() {
        Path file = jsonSchema;
        if (file == null) {
            return Optional.empty();
        }
        require(!ignoreEos, "--json-schema needs the token that ends the answer; leave --ignore-eos out");
        try {
            return Optional.of(JsonSchema.grammar(Files.readString(file)));
        } catch (IOException e) {
            throw new MuninnException(
                    "--json-schema %s cannot be read (%s); give a file with a JSON schema".formatted(file, e), e);
        }
    }

    private void show(String piece, Output out) {
        if (!json && !piece.isEmpty()) {
            out.print(piece);
        }
    }

    /** "Answer: 8,  14 8": every token and what it took, line feeds left out. */
    private static String byToken(Generated result, Tokenizer tokenizer) {
        return result.tokens().stream()
                .map(event -> tokenizer.decode(new int[] {event.token()}, false).replace("\n", "") + " "
                        + event.recurrences())
                .collect(Collectors.joining(", "));
    }

    private static String summary(Generated result) {
        int[] recurrences = result.recurrences();
        double seconds = result.decodeNanos() / 1e9;
        int count = recurrences.length;
        // the first token came with the prompt
        String rate =
                count < 2 ? "" : String.format(Locale.ROOT, " (%.1f a second)", (count - 1) / Math.max(1e-9, seconds));
        return String.format(
                Locale.ROOT,
                "%d prompt tokens in %.2f s, %d token%s in %.2f s%s, %.1f recurrences a token (%d to %d), %,d core"
                        + " passes, %,d bytes of keys and values a token",
                result.promptTokens(),
                result.prefillNanos() / 1e9,
                count,
                count == 1 ? "" : "s",
                seconds,
                rate,
                Arrays.stream(recurrences).average().orElse(0),
                Arrays.stream(recurrences).min().orElse(0),
                Arrays.stream(recurrences).max().orElse(0),
                result.corePasses(),
                result.kvBytesPerToken());
    }
}
