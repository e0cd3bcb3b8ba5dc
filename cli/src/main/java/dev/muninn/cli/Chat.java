package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.Answer;
import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.TokenEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Reads lines, answers them, does what commands say. */
final class Chat {
    private final Engine engine;
    private final ChatSettings settings;
    private final ChatConsole console;
    private final Conversation conversation;
    private int legendFor;

    Chat(Engine engine, ChatSettings settings, ChatConsole console) {
        this.engine = engine;
        this.settings = settings;
        this.console = console;
        this.conversation = Conversation.with(engine.tokenizer());
    }

    void run() {
        if (conversation instanceof Conversation.Transcript) {
            console.note("This model has no chat template: it goes on with the whole transcript instead of answering.");
        }
        legend();
        boolean goesOn = true;
        while (goesOn) {
            Optional<String> line = console.readLine();
            goesOn = line.isPresent() && goesOnAfter(line.get());
        }
    }

    private boolean goesOnAfter(String line) {
        try {
            if (line.startsWith("/")) {
                return obey(line.strip());
            }
            if (!line.isBlank()) {
                answer(line.strip());
            }
        } catch (MuninnException e) {
            console.complain(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private boolean obey(String line) {
        String[] words = line.split("\\s+", 2);
        ChatVerb verb = ChatVerb.of(words[0])
                .orElseThrow(() -> new MuninnException(
                        words[0] + ": no such command, /help lists them; begin with a space to say it to the model"));
        String argument = words.length > 1 ? words[1] : "";
        require(!argument.isEmpty() || !verb.needsArgument(), "%s needs %s", verb.word(), verb.usage());
        require(argument.isEmpty() || verb.takesArgument(), "%s takes no argument", verb.word());
        switch (verb) {
            case DEPTH -> settings.depth(argument);
            case EXIT -> settings.exit(argument);
            case KV -> settings.kv(argument);
            case DECODE -> settings.decode(argument);
            case TEMPERATURE -> settings.temperature(argument);
            case SEED -> settings.seed(argument);
            case TRACE -> settings.trace(argument);
            case SYSTEM -> conversation.system(argument.isEmpty() ? null : argument);
            case RESET -> conversation.reset();
            case SHOW -> console.println(settings.table(conversation).toString());
            case HELP -> console.println(ChatVerb.table().toString());
            case QUIT -> {
                return false;
            }
        }
        if (verb == ChatVerb.DEPTH) {
            legend();
        }
        return true;
    }

    private void legend() {
        int most = settings.recurrences();
        if (console.coloured() && most != legendFor) {
            new DepthColours(most).legend(console);
            legendFor = most;
        }
    }

    private void answer(String text) {
        int[] prompt = conversation.tokens(text);
        int context = engine.model().config().context();
        require(prompt.length > 0, "that is no token at all; say some more");
        require(
                prompt.length < context,
                "with that the conversation has %d tokens and the model's context holds %d: /reset begins a new one",
                prompt.length,
                context);
        DepthColours colours = new DepthColours(settings.recurrences());
        try (StopRequest stop = console.listen()) {
            Answer answer = settings.completion(prompt).run(piece -> {
                String style = piece.token()
                        .map(token -> colours.style(token.recurrences()))
                        .orElse(ChatConsole.PLAIN);
                console.print(piece.text(), style);
                return !stop.requested();
            });
            console.print("\n", ChatConsole.PLAIN);
            conversation.keep(text, answer.text());
            report(answer.generated());
        }
    }

    private void report(Generated result) {
        if (settings.trace()) {
            TraceTable table = new TraceTable(engine.tokenizer(), console.width());
            result.tokens().forEach(token -> console.println(table.of(token)));
        }
        console.note(statistics(result));
        if (result.finish() == Finish.CONTEXT) {
            console.complain(String.format(
                    Locale.ROOT,
                    "the model's context of %,d tokens is full: /reset begins a new conversation",
                    engine.model().config().context()));
        }
    }

    private static String statistics(Generated result) {
        int[] recurrences = result.recurrences();
        long exits = result.tokens().stream().filter(TokenEvent::exited).count();
        return String.format(
                Locale.ROOT,
                "%d tokens%s, %.1f tokens/s, %.1f recurrences (%d–%d), %d exits, %,d KV bytes a token",
                recurrences.length,
                ending(result.finish()),
                Math.max(0, recurrences.length - 1) / Math.max(1e-9, result.decodeNanos() / 1e9),
                Arrays.stream(recurrences).average().orElse(0),
                Arrays.stream(recurrences).min().orElse(0),
                Arrays.stream(recurrences).max().orElse(0),
                exits,
                result.kvBytesPerToken());
    }

    private static String ending(Finish finish) {
        return switch (finish) {
            case STOP -> "";
            case LENGTH -> " (--max-tokens)";
            case CONTEXT -> " (context full)";
            case LISTENER -> " (stopped)";
            case UNSETTLED -> " (the wavefront did not settle)";
        };
    }
}
