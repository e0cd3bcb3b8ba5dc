package dev.muninn.cli;

import dev.muninn.cli.train.ProgressPrinter;
import dev.muninn.cli.train.RecipeSources;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.TokenEncoders;
import dev.muninn.train.data.FirstFitPacker;
import dev.muninn.train.loop.Models;
import dev.muninn.train.loop.Trainer;
import dev.muninn.train.loop.TrainerParts;
import dev.muninn.train.loop.TrainingChoice;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.RecipeReader;
import dev.muninn.train.tape.Pass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a model by a recipe. */
@Command(
        name = "train",
        description = {
            "Trains a recurrent-depth model by a recipe, or goes on where the run in the recipe's output directory stopped. Several recipes"
                    + " are run one after the other.",
            "Ctrl-C finishes the step and writes a checkpoint; the same command goes on from it. A run that was killed goes on from"
                    + " its last checkpoint, and gives the same model, bit for bit, as one that never was.",
            "The output directory holds model/ at the end, checkpoints/ (each a model directory too), steps.csv, evaluation.csv,"
                    + " events for TensorBoard, and plots/."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A recipe (paths are relative to it; steps, batch, model, curriculum and output are needed):",
            "  model: {tokenizer: tokenizer.json, width: 128, heads: 4, prelude: 1, core: 2, coda: 1, convolution: 4,",
            "          mean_recurrence: 8, backprop_depth: 8}     # mlp, positions, qk_bias, kv_heads; family: ouro, llama;",
            "                                                     # or {from: CHECKPOINT, train: adapters}, see muninn retrofit",
            "  batch: {sequences: 32, length: 256}                # accumulation: 4 batches a step",
            "  steps: 10000",
            "  seed: 1",
            "  precision: bf16                                    # f32",
            "  optimizer: {kind: muon, matrix_rate: 0.02, rate: 0.003, weight_decay: 0.01, clip: 1}",
            "                                                     # adamw; momentum, beta1, beta2, epsilon",
            "  schedule: {kind: wsd, warmup: 200, decay: 2000}    # constant, cosine (floor), linear",
            "  ema: 0.999                                         # average of the weights: evaluated and exported",
            "  loss: {answer: 1, other: 0.1}",
            "  depth_loss: {kind: every, earlier: 1, until: 4000} # last; exits (entropy) for models with an exit gate",
            "  teacher: {model: DIR, weight: 1, rows: text}       # keeps close to its distribution; no model: the base itself",
            "  curriculum:",
            "    - until: 2000",
            "      mean_recurrence: 4                             # recurrences: {kind: uniform, least: 1, most: 8, dropout: 0.1}",
            "      data: [{family: chains, form: many, easiest: 0, hardest: 2}]",
            "    - ramp: 500                                      # steps from the phase before to this one",
            "      data: [{family: chains, form: many, weight: 2, easiest: 0, hardest: 8},",
            "             {jsonl: [mine.jsonl, more.jsonl.gz], weight: 3, held_out: 0.02, loss: {other: 0.1}},   # see muninn data",
            "             {shards: text, weight: 1}]",
            "  evaluation: {every: 500, problems: 32, recurrences: [1, 4, 8, 16, 64]}    # data: as above",
            "  checkpoints: {minutes: 10, keep: 2}                # steps: 500",
            "  replicas: 2                                        # parts of a batch with a gradient each: part of the result",
            "  threads: 2                                         # recompute: true for less memory; neither shows in the result",
            "  output: runs/chains",
            "",
            "Examples:",
            "  muninn train models/reasoner/recipe.yaml",
            "  muninn train first.yaml then.yaml                  then.yaml goes on from the model of first.yaml",
            "  muninn train recipe.yaml --out /data/run-2 --threads 8",
            "  muninn train recipe.yaml --changed-recipe          go on with other settings than the run began with",
            "  muninn train recipe.yaml --fixed-depth 8           a model of 8 blocks without recurrence, to compare with",
            "  muninn generate --model runs/chains/model \"Let a = 4. What is a?\""
        })
final class TrainCommand implements Callable<Integer> {
    @picocli.CommandLine.Parameters(paramLabel = "RECIPE", arity = "1..*", description = "A YAML file, see below.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Instead of the recipe's output, if there is one recipe.")
    private @Nullable Path out;

    @Option(names = "--threads", paramLabel = "N", description = "Instead of the recipe's; the result is the same.")
    private @Nullable Integer threads;

    @Option(
            names = "--fixed-depth",
            paramLabel = "BLOCKS",
            description =
                    "Train, on the same data, a model without recurrence to compare with: so many core blocks, each run once. 1 has the"
                            + " parameters of a core of one block, as many as recurrences its compute. Output: OUTPUT-fixed-BLOCKS.")
    private @Nullable Integer fixedDepth;

    @Option(
            names = "--changed-recipe",
            description = "Go on with a run although the recipe is another than it began with.")
    private boolean changedRecipe;

    @Option(names = "--kernels", paramLabel = "NAME", description = "Training kernels: scalar, vector.")
    private @Nullable String kernels;

    @Option(
            names = "--linear",
            paramLabel = "NAME",
            description = "What computes matrix products: scalar, vector, onednn.")
    private @Nullable String linear;

    @Override
    public Integer call() {
        MuninnException.require(
                files.size() == 1 || (out == null && fixedDepth == null),
                "--out and --fixed-depth are for one recipe, found %d",
                files.size());
        // The recipes themselves are read in their turn: they may begin with the model of the one before.
        for (Path file : files) {
            MuninnException.require(Files.isRegularFile(file), "%s: found no such file, wanted a recipe", file);
        }
        TrainingChoice choice = TrainingChoice.of(Optional.ofNullable(kernels), Optional.ofNullable(linear));
        try (TrainInterrupt interrupt = TrainInterrupt.listen()) {
            for (Path file : files) {
                if (!train(recipe(file), choice, interrupt)) {
                    return Interrupt.STATUS;
                }
            }
        }
        return 0;
    }

    private Recipe recipe(Path file) {
        Recipe recipe = RecipeReader.read(file);
        if (fixedDepth != null) {
            MuninnException.require(
                    fixedDepth >= 1 && fixedDepth <= 1000, "--fixed-depth is 1 to 1000 blocks, found %d", fixedDepth);
            recipe = recipe.withFixedDepth(fixedDepth);
        }
        if (out != null) {
            recipe = recipe.withOutput(out.toAbsolutePath());
        }
        if (threads != null) {
            MuninnException.require(threads >= 1 && threads <= 1024, "--threads are 1 to 1024, found %d", threads);
            recipe = recipe.withThreads(threads);
        }
        return recipe;
    }

    private boolean train(Recipe recipe, TrainingChoice choice, TrainInterrupt interrupt) {
        try (Tokenizer tokenizer = Tokenizer.load(recipe.model().tokenizer())) {
            return train(recipe, choice, tokenizer, interrupt);
        }
    }

    private boolean train(Recipe recipe, TrainingChoice choice, Tokenizer tokenizer, TrainInterrupt interrupt) {
        Output output = new Output();
        ProgressPrinter printer = new ProgressPrinter(Progress.onTerminal(), recipe.steps(), System.out::print);
        output.println(
                "kernels: " + choice.kernels().name() + " (" + choice.kernels().description() + "), products: "
                        + choice.linear().name() + " (" + choice.linear().description() + ")");
        Parameters parameters = Models.parameters(recipe.model(), tokenizer, recipe.seed());
        try (LinearKernels products = choice.linear().open(recipe.precision());
                RecipeSources sources = new RecipeSources(
                        recipe, tokenizer, TokenEncoders.of(recipe.model().tokenizer(), tokenizer));
                Pass pass = Models.pass(recipe, parameters, choice.kernels().open(), products);
                Trainer trainer = new Trainer(
                        recipe,
                        new TrainerParts(parameters, pass, products, new FirstFitPacker(sources.padding()), sources),
                        printer,
                        changedRecipe)) {
            sources.notes().forEach(output::println);
            return trainer.run(interrupt::requested);
        }
    }
}
