package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.bench.HttpBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What HTTP costs. */
@Command(
        name = "http",
        description = {
            "What a streamed token costs more over HTTP: the same request on the server's scheduler and through its port, in turn.",
            "Ends in one line of JSON with the keys bench, recurrences, tokens, rounds, direct, streamed, overhead, overheadToFirst."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        footer = {
            "",
            "Examples:",
            "  muninn bench http                                      the small model that ships",
            "  muninn bench http --recurrences 1 --rounds 100 --json | tail -n 1"
        })
final class BenchHttpCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--recurrences", paramLabel = "R", description = "Of every token.")
    private int recurrences = 8;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens of an answer.")
    private int tokens = 64;

    @Option(names = "--rounds", paramLabel = "N", description = "Answers of each way.")
    private int rounds = 50;

    @Option(names = "--seed", paramLabel = "N", description = "Of the prompt, random tokens.")
    private long seed = 1;

    @Option(names = "--json", description = "Print the JSON line only.")
    private boolean json;

    private final Output out = new Output();

    @Override
    public Integer call() {
        require(recurrences >= 1 && recurrences <= 1024, "--recurrences are 1 to 1024 here, found %d", recurrences);
        require(tokens >= 1 && tokens <= 100_000, "--tokens are 1 to 100,000, found %d", tokens);
        require(rounds >= 1 && rounds <= 100_000, "--rounds are 1 to 100,000, found %d", rounds);
        HttpBench.Settings settings = new HttpBench.Settings(recurrences, tokens, rounds, seed);
        out.println(new HttpBench(model::load, settings, this::say).run().toString());
        return 0;
    }

    private void say(String line) {
        if (!json) {
            out.println(line);
        }
    }
}
