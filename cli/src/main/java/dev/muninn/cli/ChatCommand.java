package dev.muninn.cli;

import dev.muninn.Engine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A conversation. */
@Command(
        name = "chat",
        description =
                "Talks with a model, and shows how long it thought about each token. /help lists what it can be told.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "On a terminal a token's colour is its recurrences; NO_COLOR=1 turns that off. Lines may be piped in: answers go to"
                    + " standard output, everything else to standard error.",
            "",
            "Examples:",
            "  muninn chat --model huginn --recurrences 32 --exit latent-diff:0.03",
            "  muninn chat --model huginn --decode wavefront",
            "  echo \"What is 2+2?\" | muninn chat --model huginn --quiet"
        })
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private ThinkingOptions thinking = new ThinkingOptions();

    @Override
    public Integer call() {
        thinking.check();
        try (Engine engine = model.load()) {
            engine.tokenizer(); // a model that cannot read is refused before the first word
            try (ChatConsole console = Progress.onTerminal()
                    ? TerminalConsole.open(new ChatCompleter(), ChatHistory.file(), model.quiet())
                    : new PipedConsole(model.quiet())) {
                new Chat(engine, new ChatSettings(engine, thinking), console).run();
            }
            return 0;
        }
    }
}
