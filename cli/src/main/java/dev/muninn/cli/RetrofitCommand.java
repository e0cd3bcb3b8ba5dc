package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Band;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.train.retrofit.Retrofit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a looped model of a dense one. */
@Command(
        name = "retrofit",
        description = {
            "Loops a band of a dense model's layers: writes a bridge from the second recurrence on, and low-rank adapters on the band's"
                    + " matrices, both as nothing at first. Layers keep their weights and none is dropped.",
            "DIR is small: it holds bridge and adapters, and names BASE as the model that has the rest. Train it with a recipe whose model"
                    + " is {from: DIR, train: adapters}; the checkpoints of such a run are as small."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn retrofit smollm2 --core 10-20 --adapters 16 --out smollm2-looped",
            "  muninn generate --model smollm2-looped --recurrences 1 \"The capital of Italy is\"      as the base says it",
            "  muninn train recipe.yaml"
        })
final class RetrofitCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "BASE",
            description = "The dense model: a directory, a .gguf file, " + ModelPlace.NAMES + ".")
    private String base = ".";

    @Option(
            names = "--core",
            paramLabel = "FIRST-LAST",
            required = true,
            description = "Layers to loop, counted from 0, the last included.")
    private String core = "";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The directory to write; new or empty.")
    private Path out = Path.of(".");

    @Option(
            names = "--adapters",
            paramLabel = "RANK",
            description =
                    "Rank of the adapters; 0 for none, then the bridge alone is trained. Default: ${DEFAULT-VALUE}.")
    private int rank = 16;

    @Option(names = "--alpha", paramLabel = "X", description = "Their factor is X / RANK. Default: the rank.")
    private @Nullable Float alpha;

    @Option(
            names = "--targets",
            paramLabel = "NAMES",
            split = ",",
            description = "Matrices with adapters: qkv, attention_out, gate_up, down. Default: all of them.")
    private List<String> targets = List.of();

    @Option(
            names = "--mean-recurrence",
            paramLabel = "N",
            description = "Recurrences the model is to be trained around. Default: ${DEFAULT-VALUE}.")
    private int mean = 4;

    @Option(
            names = "--backprop-depth",
            paramLabel = "N",
            description = "Recurrences that training differentiates through. Default: ${DEFAULT-VALUE}.")
    private int backprop = 8;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the adapters' first values. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() {
        require(rank >= 0 && rank <= 4096, "--adapters is a rank of 0 to 4096, found %d", rank);
        require(
                mean >= 1 && backprop >= 1,
                "--mean-recurrence and --backprop-depth are at least 1, found %d and %d",
                mean,
                backprop);
        Optional<Adapters> adapters =
                rank == 0 ? Optional.empty() : Optional.of(new Adapters(rank, alpha == null ? rank : alpha, targets()));
        Retrofit retrofit = new Retrofit(Band.parse(core), adapters, mean, backprop, seed);
        int trained = retrofit.write(ModelPlace.of(base, false), out);
        new Output()
                .println(String.format(
                        Locale.ROOT,
                        "%s: layers %s of %s looped; %,d parameters to train",
                        out,
                        retrofit.band(),
                        base,
                        trained));
        return 0;
    }

    private Set<Tensor> targets() {
        Set<Tensor> found = new HashSet<>();
        List<String> known = new ArrayList<>();
        Adapters.TARGETS.forEach(tensor -> known.add(tensor.name().toLowerCase(Locale.ROOT)));
        for (String target : targets) {
            int at = known.indexOf(target);
            if (at < 0) {
                throw new MuninnException(
                        "--targets: found '%s', wanted some of %s".formatted(target, String.join(", ", known)));
            }
            found.add(Adapters.TARGETS.get(at));
        }
        return found.isEmpty() ? Set.copyOf(Adapters.TARGETS) : found;
    }
}
