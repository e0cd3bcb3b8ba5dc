package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.bench.Ceiling;
import dev.muninn.cli.bench.Effort;
import dev.muninn.cli.bench.TrainBench;
import dev.muninn.cli.bench.TrainShape;
import dev.muninn.kernels.KernelChoice;
import dev.muninn.kernels.training.Precision;
import dev.muninn.train.loop.TrainingChoice;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Training steps. */
@Command(
        name = "train",
        description = {
            "A training step of a random model on random tokens: forward, backward through the last recurrences, clipping, AdamW.",
            "Ends in one line of JSON: the options and what was found, tokensPerSecond the median, peakMiB resident memory."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        footer = {
            "",
            "Examples:",
            "  muninn bench train                                     width 128, f32",
            "  muninn bench train --width 512 --heads 8 --batch 16 --precision bf16",
            "  muninn bench train --recurrences 16 --backprop 4 --json | tail -n 1"
        })
final class BenchTrainCommand implements Callable<Integer> {
    @Option(names = "--vocab", paramLabel = "V", description = "Tokens.")
    private int vocab = 512;

    @Option(names = "--width", paramLabel = "C", description = "Width of the model.")
    private int width = 128;

    @Option(names = "--heads", paramLabel = "H", description = "Attention heads.")
    private int heads = 4;

    @Option(names = "--mlp", paramLabel = "I", description = "Inner width of the MLP; 0 for 8/3 of the width.")
    private int mlp;

    @Option(names = "--prelude", paramLabel = "N", description = "Blocks before the loop.")
    private int prelude = 1;

    @Option(names = "--core", paramLabel = "N", description = "Blocks in the loop.")
    private int core = 2;

    @Option(names = "--coda", paramLabel = "N", description = "Blocks after the loop.")
    private int coda = 1;

    @Option(names = "--recurrences", paramLabel = "R", description = "Of every step.")
    private int recurrences = 8;

    @Option(names = "--backprop", paramLabel = "K", description = "How many of them, the last, have a gradient.")
    private int backprop = 8;

    @Option(names = "--batch", paramLabel = "B", description = "Sequences a step.")
    private int batch = 64;

    @Option(names = "--length", paramLabel = "T", description = "Tokens of a sequence.")
    private int length = 64;

    @Option(names = "--precision", paramLabel = "P", description = "f32 or bf16.")
    private Precision precision = Precision.F32;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--steps", paramLabel = "N", description = "Steps to measure.")
    private int steps = 20;

    @Option(names = "--kernels", paramLabel = "NAME", description = "Training kernels; the best if not given.")
    private @Nullable String kernels;

    @Option(names = "--linear", paramLabel = "NAME", description = "What computes products; the best if not given.")
    private @Nullable String linear;

    @Option(names = "--json", description = "Print the JSON line only.")
    private boolean json;

    private final Output out = new Output();

    @Override
    public Integer call() {
        TrainShape shape = shape();
        TrainingChoice choice = TrainingChoice.of(Optional.ofNullable(kernels), Optional.ofNullable(linear));
        try (Ceiling ceiling = Ceiling.ofFloats(KernelChoice.best().provider(), threads, Effort.FULL)) {
            out.println(new TrainBench(shape, precision, choice, threads, steps, ceiling, this::say)
                    .run()
                    .toString());
        }
        return 0;
    }

    private TrainShape shape() {
        inRange("--vocab", vocab, 2, 1 << 20);
        inRange("--width", width, 2, 1 << 14);
        inRange("--heads", heads, 1, 1 << 10);
        require(width % (2 * heads) == 0, "--width %d is not %d heads of even width; change one of them", width, heads);
        inRange("--mlp", mlp, 0, 1 << 16);
        inRange("--prelude", prelude, 0, 100);
        inRange("--core", core, 1, 100);
        inRange("--coda", coda, 0, 100);
        inRange("--recurrences", recurrences, 1, 10_000);
        inRange("--backprop", backprop, 1, 10_000);
        inRange("--batch", batch, 1, 1 << 16);
        inRange("--length", length, 1, 1 << 16);
        inRange("--threads", threads, 1, 1024);
        inRange("--steps", steps, 1, 100_000);
        return new TrainShape(
                vocab,
                width,
                heads,
                mlp == 0 ? TrainShape.usualMlp(width) : mlp,
                prelude,
                core,
                coda,
                recurrences,
                backprop,
                batch,
                length);
    }

    private static void inRange(String option, int found, int least, int most) {
        require(found >= least && found <= most, "%s is %d, wanted %d to %d", option, found, least, most);
    }

    private void say(String line) {
        if (!json) {
            out.println(line);
        }
    }
}
