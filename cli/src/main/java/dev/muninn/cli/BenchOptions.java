package dev.muninn.cli;

import dev.muninn.architecture.Architecture;
import dev.muninn.cli.bench.BenchModel;
import dev.muninn.cli.bench.Description;
import dev.muninn.cli.bench.Effort;
import dev.muninn.cli.bench.MachineLimits;
import dev.muninn.cli.bench.Shapes;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelChoice;
import dev.muninn.kernels.KernelProvider;
import dev.muninn.tensor.WeightFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a benchmark measures and how. */
final class BenchOptions {
    private static final String HUGINN = "huginn";

    /** Running threads a core, on average, from which on timings are noise. */
    private static final double BUSY = 0.5;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "Measure this checkpoint, a directory " + ModelPlace.NAMES + ".")
    private @Nullable String model;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            description =
                    "Measure random weights of this shape: tiny (width 64), small (width 256, the default), huginn"
                            + " (Huginn-0125's, width 5280).")
    private @Nullable String shape;

    @Option(names = "--width", paramLabel = "C", description = "As --shape small, of this width: a multiple of 64.")
    private @Nullable Integer width;

    @Option(
            names = "--core-only",
            description =
                    "Fill adapter and core blocks only, and leave prelude, coda and head out. Default for huginn.")
    private boolean coreOnly;

    @Option(names = "--whole", description = "Fill the whole model. Default for all shapes but huginn.")
    private boolean whole;

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            description = "f32, bf16, int8, int8-row, int4. Default: bf16, of a checkpoint as its core is stored.")
    private @Nullable String weights;

    @Option(names = "--kernels", paramLabel = "NAME", description = "These kernels; 'muninn doctor' lists them.")
    private @Nullable String kernels;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--recurrences",
            paramLabel = "R",
            description = "Recurrences of a token. Default: the model's mean.")
    private @Nullable Integer recurrences;

    @Option(
            names = "--quick",
            description = "Seconds in all, on the tiny shape unless told otherwise: shows that it runs, not how fast.")
    private boolean quick;

    @Option(names = "--json", description = "Print the JSON line only.")
    private boolean json;

    private final Output out = new Output();

    /** Refuses words that make no sense together, before anything long. */
    void check() {
        int sources = (model == null ? 0 : 1) + (shape == null ? 0 : 1) + (width == null ? 0 : 1);
        MuninnException.require(sources <= 1, "--model, --shape and --width exclude each other; give one of them");
        MuninnException.require(!coreOnly || !whole, "--core-only and --whole exclude each other");
        MuninnException.require(
                !coreOnly || model == null, "--core-only is for random weights; a checkpoint is measured whole");
        MuninnException.require(threads >= 1 && threads <= 1024, "--threads are 1 to 1024, found %d", threads);
        int depth = recurrences == null ? 1 : recurrences;
        MuninnException.require(depth >= 1 && depth <= 1024, "--recurrences are 1 to 1024 here, found %d", depth);
        if (weights != null) {
            ModelOptions.format(weights);
        }
        if (model == null) {
            config();
        }
    }

    int threads() {
        return threads;
    }

    Effort effort() {
        return quick ? Effort.QUICK : Effort.FULL;
    }

    KernelProvider provider() {
        return (kernels == null ? KernelChoice.best() : KernelChoice.named(kernels)).provider();
    }

    /** Measures the ceilings, and prints them before anything is held against them. */
    void sayLimits(KernelProvider provider) {
        MachineLimits limits = MachineLimits.measure(provider, threads, effort());
        say(limits.text());
        sayBusy();
    }

    /** Warns where others compute too. */
    void sayBusy() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load > BUSY * Runtime.getRuntime().availableProcessors()) {
            say(String.format(
                    Locale.ROOT,
                    "note: others compute here too (load average %.1f): shares are taken sample by sample, but measure again",
                    load));
        }
    }

    /** Loads or fills the model. */
    BenchModel load(KernelProvider provider) {
        Path directory = model == null ? null : ModelPlace.of(model, json);
        long extra = effort().readBytes();
        WeightFormat format = weights == null ? null : ModelOptions.format(weights);
        try (Progress progress = new Progress(directory == null ? "filling" : "loading", json)) {
            BenchModel loaded = directory == null
                    ? BenchModel.random(
                            name(),
                            config(),
                            coreOnly || shapeName().equals(HUGINN) && !whole,
                            format == null ? WeightFormat.BF16 : format,
                            provider,
                            threads,
                            extra,
                            (tensor, bytes) -> progress.show(() -> ModelOptions.megabytes(bytes) + ", " + tensor))
                    : BenchModel.stored(
                            directory,
                            format,
                            provider,
                            threads,
                            extra,
                            (tensor, bytes) -> progress.show(() -> ModelOptions.megabytes(bytes) + ", " + tensor));
            say(Description.text(loaded, provider));
            return loaded;
        }
    }

    OptionalInt askedRecurrences() {
        return recurrences == null ? OptionalInt.empty() : OptionalInt.of(recurrences);
    }

    boolean quick() {
        return quick;
    }

    int recurrences(BenchModel loaded) {
        return recurrences == null ? loaded.whole().meanRecurrence() : recurrences;
    }

    private String shapeName() {
        if (width != null) {
            return "width";
        }
        return shape == null ? quick ? "tiny" : "small" : shape;
    }

    private String name() {
        return width == null ? shapeName() : "width-" + width;
    }

    private Architecture config() {
        return width == null ? Shapes.named(shapeName()) : Shapes.ofWidth(width);
    }

    /** A line for people. */
    void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** The last line, for programs. */
    void result(Object line) {
        out.println(line.toString());
    }
}
