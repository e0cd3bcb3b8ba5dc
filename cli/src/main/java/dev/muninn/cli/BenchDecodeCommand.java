package dev.muninn.cli;

import dev.muninn.cli.bench.BenchModel;
import dev.muninn.cli.bench.Ceiling;
import dev.muninn.cli.bench.DecodeBench;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelProvider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One row: decoding. */
@Command(
        name = "decode",
        description = {
            "One row at a time, as text is generated: the core step against the memory's read speed, and whole tokens.",
            "Ends in one line of JSON with the keys bench, model, width, mlpWidth, coreBlocks, weights, coreOnly, kernels,"
                    + " threads, quick, checked, ceiling, coreStep, matrices, token."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn bench decode                                    width 256, whole tokens",
            "  muninn bench decode --shape huginn --weights int4      core of Huginn-0125, about 1 GB of random weights",
            "  muninn bench decode --model models/huginn-0125 --recurrences 16 --tokens 8",
            "  muninn bench decode --width 1024 --threads 1 --json | tail -n 1"
        })
final class BenchDecodeCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--tokens", paramLabel = "N", description = "Whole tokens to measure. Default: 32, quick 4.")
    private int tokens;

    @Override
    public Integer call() {
        options.check();
        MuninnException.require(tokens >= 0, "--tokens is %d, at least 1 is needed", tokens);
        KernelProvider provider = options.provider();
        options.sayLimits(provider);
        try (BenchModel model = options.load(provider);
                Ceiling ceiling = Ceiling.ofReads(provider, options.threads(), options.effort())) {
            int count = tokens > 0 ? tokens : options.effort().tokens();
            options.result(new DecodeBench(
                            model, provider, ceiling, options.effort(), options.recurrences(model), count, options::say)
                    .run());
        }
        return 0;
    }
}
