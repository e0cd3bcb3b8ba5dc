package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.bench.BenchModel;
import dev.muninn.cli.bench.ServeBench;
import dev.muninn.kernels.KernelProvider;
import dev.muninn.server.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many requests: serving. */
@Command(
        name = "serve",
        description = {
            "Requests of mixed depths and lengths on the server's scheduler, without HTTP: depth batching beside lockstep batching"
                    + " (every row, of prompts and of tokens, runs until the deepest is done, then all begin their next"
                    + " tokens), the same with finished rows resting, and one request at a time.",
            "Once all at once, for throughput; once as they come, for latency: an open loop with Poisson arrivals, measured from the"
                    + " moment each request was due.",
            "Ends in one line of JSON with the keys bench, model, width, mlpWidth, coreBlocks, weights, coreOnly, kernels,"
                    + " threads, quick, load, saturation, openLoop, equalAnswers."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn bench serve                                     width 256, recurrences 2 to 32",
            "  muninn bench serve --model models/huginn-0125 --weights int4 --requests 24 --at-once 8",
            "  muninn bench serve --depths 4,64 --load 0.5 --json | tail -n 1"
        })
final class BenchServeCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--requests", paramLabel = "N", description = "Requests of a run. Default: 96, quick 8.")
    private int requests;

    @Option(names = "--at-once", paramLabel = "N", description = "Requests that share core steps. Default: 32.")
    private int atOnce = ServerOptions.DEFAULT_AT_ONCE;

    @Option(
            names = "--prefill-rows",
            paramLabel = "N",
            description = "Tokens of prompts in one core step at most. Default: 64.")
    private int prefillRows = ServerOptions.DEFAULT_PREFILL_ROWS;

    @Option(
            names = "--depths",
            paramLabel = "R",
            split = ",",
            description = "Recurrences, one of these for each request. Default: 2,4,8,16,32, or --recurrences.")
    private List<Integer> depths = new ArrayList<>();

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            description = "Tokens of a prompt at most; at least a quarter. Default: 32.")
    private int promptTokens = 32;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Tokens of an answer at most; at least a quarter. Default: 32, quick 8.")
    private int tokens;

    @Option(
            names = "--load",
            paramLabel = "SHARE",
            description = "How fast requests come, as a share of what lockstep batching can answer. Default: 0.7.")
    private double load = 0.7;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each way, in turn. Default: 3, quick 1.")
    private int rounds;

    @Option(names = "--seed", paramLabel = "N", description = "Of requests and arrivals. Default: 1.")
    private long seed = 1;

    @Override
    public Integer call() {
        options.check();
        check();
        KernelProvider provider = options.provider();
        options.sayBusy();
        try (BenchModel model = options.load(provider)) {
            boolean quick = options.quick();
            ServeBench.Settings settings = new ServeBench.Settings(
                    requests > 0 ? requests : quick ? 8 : 96,
                    atOnce,
                    prefillRows,
                    depths(),
                    promptTokens,
                    tokens > 0 ? tokens : quick ? 8 : 32,
                    load,
                    rounds > 0 ? rounds : quick ? 1 : 3,
                    seed);
            require(
                    promptTokens + settings.mostTokens()
                            <= model.model().config().context(),
                    "prompts of %d tokens and answers of %d do not fit the model's context of %d",
                    promptTokens,
                    settings.mostTokens(),
                    model.model().config().context());
            options.result(new ServeBench(model, provider, options.effort(), settings, options::say).run());
        }
        return 0;
    }

    private List<Integer> depths() {
        if (!depths.isEmpty()) {
            return depths;
        }
        return options.askedRecurrences().isPresent()
                ? List.of(options.askedRecurrences().getAsInt())
                : List.of(2, 4, 8, 16, 32);
    }

    private void check() {
        require(requests >= 0 && requests <= 100_000, "--requests are 1 to 100,000, found %d", requests);
        require(atOnce >= 1 && atOnce <= 1024, "--at-once is 1 to 1024, found %d", atOnce);
        require(prefillRows >= 1, "--prefill-rows is at least 1, found %d", prefillRows);
        require(
                depths.isEmpty() || options.askedRecurrences().isEmpty(),
                "--depths and --recurrences exclude each other; give one of them");
        for (int depth : depths) {
            require(depth >= 1 && depth <= 1024, "--depths are 1 to 1024 recurrences each, found %d", depth);
        }
        require(promptTokens >= 1, "--prompt-tokens is at least 1, found %d", promptTokens);
        require(tokens >= 0, "--tokens is at least 1, found %d", tokens);
        require(load > 0 && load <= 100, "--load is a share above 0, such as 0.7, found %s", load);
        require(rounds >= 0 && rounds <= 1000, "--rounds are 1 to 1000, found %d", rounds);
    }
}
