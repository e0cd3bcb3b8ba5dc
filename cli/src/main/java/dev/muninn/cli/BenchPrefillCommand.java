package dev.muninn.cli;

import dev.muninn.cli.bench.BenchModel;
import dev.muninn.cli.bench.Ceiling;
import dev.muninn.cli.bench.PrefillBench;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many rows: prefill. */
@Command(
        name = "prefill",
        description = {
            "Many rows at a time, as a prompt is read: the core's matmuls against the multiply-add peak, and whole prefills.",
            "Ends in one line of JSON with the keys bench, model, width, mlpWidth, coreBlocks, weights, coreOnly, kernels,"
                    + " threads, quick, checked, ceiling, batches."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn bench prefill                                   64 rows, width 256",
            "  muninn bench prefill --width 1024 --rows 64,128,256",
            "  muninn bench prefill --shape huginn --weights int4 --rows 64 --json"
        })
final class BenchPrefillCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 4096;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--rows",
            paramLabel = "M",
            split = ",",
            description = "Rows that go through together, or several such numbers. Default: 64.")
    private List<Integer> rows = new ArrayList<>(List.of(64));

    @Override
    public Integer call() {
        options.check();
        for (int count : rows) {
            MuninnException.require(
                    count >= 1 && count <= MOST_ROWS, "--rows are 1 to %,d, found %d", MOST_ROWS, count);
        }
        KernelProvider provider = options.provider();
        options.sayLimits(provider);
        try (BenchModel model = options.load(provider);
                Ceiling ceiling = Ceiling.ofFloats(provider, options.threads(), options.effort())) {
            options.result(new PrefillBench(
                            model, provider, ceiling, options.effort(), options.recurrences(model), rows, options::say)
                    .run());
        }
        return 0;
    }
}
