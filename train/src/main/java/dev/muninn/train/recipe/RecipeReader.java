package dev.muninn.train.recipe;

import dev.muninn.kernels.training.Precision;
import dev.muninn.train.parameters.TrainedParameters;
import dev.muninn.train.recipe.Recipe.Batches;
import dev.muninn.train.recipe.Recipe.Checkpoints;
import dev.muninn.train.recipe.Recipe.LossWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a recipe. Paths in it are relative to its own directory. */
public final class RecipeReader {
    private static final int MANY = 1_000_000;
    private static final long MOST_STEPS = 1_000_000_000_000L;
    private static final int MOST_RECURRENCES = 100_000;

    /** Columns of the gated MLP for a width of 3, rounded down to a multiple of {@link #MLP_MULTIPLE}. */
    private static final int MLP_RATIO = 8;

    private static final int MLP_MULTIPLE = 16;

    private final Path directory;

    private RecipeReader(Path directory) {
        this.directory = directory;
    }

    public static Recipe read(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return new RecipeReader(parent == null ? file.toAbsolutePath() : parent).recipe(YamlFields.read(file));
    }

    /** {@code directory} is what paths are relative to. */
    static Recipe parse(String text, Path directory) {
        return new RecipeReader(directory).recipe(YamlFields.parse(text, "recipe.yaml"));
    }

    private Recipe recipe(YamlFields yaml) {
        ModelRecipe model = model(yaml.object("model"));
        LossWeights loss = loss(yaml.objectOrEmpty("loss"));
        List<Phase> curriculum = curriculum(yaml, model, loss);
        long steps = yaml.wholeOr("steps", 0, 1, MOST_STEPS);
        yaml.require(steps > 0, "steps", "nothing", "how many steps to train for");
        Recipe recipe = new Recipe(
                model,
                yaml.choice("precision", Precision.values(), Optional.of(Precision.F32)),
                batch(yaml.object("batch")),
                steps,
                yaml.wholeOr("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                optimizer(yaml.objectOrEmpty("optimizer")),
                schedule(yaml.objectOrEmpty("schedule")),
                yaml.numberOr("ema", 0, 0, 0.999999),
                loss,
                depthLoss(yaml.objectOrEmpty("depth_loss")),
                teacher(yaml),
                curriculum,
                evaluation(yaml.objectOrEmpty("evaluation"), curriculum, loss),
                checkpoints(yaml.objectOrEmpty("checkpoints")),
                new Compute(
                        yaml.integerOr("replicas", Runtime.getRuntime().availableProcessors(), 1, 1024),
                        yaml.boolOr("recompute", false)),
                yaml.integerOr("threads", Runtime.getRuntime().availableProcessors(), 1, 1024),
                path(yaml, "output"));
        yaml.done();
        return recipe;
    }

    private ModelRecipe model(YamlFields yaml) {
        ModelRecipe model = yaml.has("from") ? from(yaml) : fresh(yaml);
        yaml.done();
        return model;
    }

    private ModelRecipe from(YamlFields yaml) {
        Path checkpoint = path(yaml, "from");
        yaml.require(Files.isDirectory(checkpoint), "from", checkpoint, "the directory of a checkpoint");
        return new ModelRecipe.From(
                checkpoint,
                yaml.has("tokenizer") ? tokenizer(yaml) : checkpoint,
                yaml.choice("train", TrainedParameters.values(), Optional.of(TrainedParameters.ALL)));
    }

    private ModelRecipe fresh(YamlFields yaml) {
        int width = yaml.integer("width", 2, MANY);
        int heads = yaml.integer("heads", 1, 1024);
        yaml.require(width % (2 * heads) == 0, "heads", heads, "heads of even width: width is " + width);
        ModelRecipe.Family family =
                yaml.choice("family", ModelRecipe.Family.values(), Optional.of(ModelRecipe.Family.RAVEN));
        boolean raven = family == ModelRecipe.Family.RAVEN;
        int kvHeads = yaml.integerOr("kv_heads", heads, 1, heads);
        yaml.require(heads % kvHeads == 0, "kv_heads", kvHeads, "a divisor of heads (" + heads + ")");
        int mean = family == ModelRecipe.Family.LLAMA ? 1 : yaml.integer("mean_recurrence", 1, MOST_RECURRENCES);
        int usual = Math.max(1, width * MLP_RATIO / 3 / MLP_MULTIPLE) * MLP_MULTIPLE;
        return new ModelRecipe.Fresh(
                family,
                tokenizer(yaml),
                width,
                heads,
                kvHeads,
                yaml.integerOr("mlp", usual, 1, MANY),
                raven ? yaml.integer("prelude", 0, 1000) : 0,
                yaml.integer("core", 1, 1000),
                raven ? yaml.integer("coda", 0, 1000) : 0,
                raven ? yaml.integerOr("convolution", 0, 0, 8) : 0,
                mean,
                yaml.integerOr("backprop_depth", Math.min(mean, 8), 1, MOST_RECURRENCES),
                yaml.integerOr("positions", 1024, 1, 1_000_000_000),
                raven && yaml.boolOr("qk_bias", true));
    }

    /** A tokenizer.json, or the directory of one. */
    private Path tokenizer(YamlFields yaml) {
        Path found = path(yaml, "tokenizer");
        Path directoryOf = found.endsWith("tokenizer.json") ? parent(found) : found;
        yaml.require(
                Files.isRegularFile(directoryOf.resolve("tokenizer.json")),
                "tokenizer",
                found,
                "a tokenizer.json or the directory of one; 'muninn tokenizer train' writes one");
        return directoryOf;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of(".") : parent;
    }

    private static Batches batch(YamlFields yaml) {
        Batches batch = new Batches(
                yaml.integer("sequences", 1, MANY),
                yaml.integer("length", 2, MANY),
                yaml.integerOr("accumulation", 1, 1, 60_000));
        yaml.done();
        return batch;
    }

    private static OptimizerRecipe optimizer(YamlFields yaml) {
        OptimizerRecipe.Kind kind =
                yaml.choice("kind", OptimizerRecipe.Kind.values(), Optional.of(OptimizerRecipe.Kind.ADAMW));
        boolean muon = kind == OptimizerRecipe.Kind.MUON;
        if (!muon) {
            yaml.require(!yaml.has("matrix_rate"), "matrix_rate", "a rate", "none for adamw: 'kind: muon' has one");
        }
        OptimizerRecipe optimizer = new OptimizerRecipe(
                kind,
                yaml.numberOr("rate", muon ? 3e-3 : 1e-3, 0, 10),
                muon ? yaml.numberOr("matrix_rate", 0.02, 0, 10) : 0,
                muon ? yaml.numberOr("momentum", 0.95, 0, 0.9999) : 0,
                yaml.numberOr("beta1", 0.9, 0, 0.999999),
                yaml.numberOr("beta2", 0.95, 0, 0.999999),
                yaml.numberOr("epsilon", 1e-8, 1e-30, 1),
                yaml.numberOr("weight_decay", 0, 0, 10),
                yaml.numberOr("clip", 1, 0, 1e9));
        yaml.done();
        return optimizer;
    }

    private static DepthLoss depthLoss(YamlFields yaml) {
        DepthLoss.Kind kind = yaml.choice("kind", DepthLoss.Kind.values(), Optional.of(DepthLoss.Kind.LAST));
        boolean every = kind == DepthLoss.Kind.EVERY;
        DepthLoss loss = new DepthLoss(
                kind,
                every ? yaml.numberOr("earlier", 1, 0, 1e5) : 0,
                every ? yaml.wholeOr("until", 0, 0, MOST_STEPS) : 0,
                kind == DepthLoss.Kind.EXITS ? yaml.numberOr("entropy", 0.05, 0, 1e5) : 0);
        yaml.done();
        return loss;
    }

    private Optional<TeacherRecipe> teacher(YamlFields recipe) {
        if (!recipe.has("teacher")) {
            return Optional.empty();
        }
        YamlFields yaml = recipe.object("teacher");
        TeacherRecipe.Source source = new TeacherRecipe.Base();
        if (yaml.has("model")) {
            Path model = path(yaml, "model");
            yaml.require(
                    Files.isDirectory(model),
                    "model",
                    model,
                    "the directory of a model; leave it out for the base itself");
            source = new TeacherRecipe.Model(model, yaml.integerOr("recurrences", 1, 1, MOST_RECURRENCES));
        }
        TeacherRecipe teacher = new TeacherRecipe(
                source,
                yaml.numberOr("weight", 1, 1e-6, 1e5),
                yaml.choice("rows", TeacherRecipe.Rows.values(), Optional.of(TeacherRecipe.Rows.TEXT)));
        yaml.done();
        return Optional.of(teacher);
    }

    private static Depths depths(YamlFields yaml) {
        Depths.Kind kind = yaml.choice("kind", Depths.Kind.values(), Optional.of(Depths.Kind.POISSON));
        boolean uniform = kind == Depths.Kind.UNIFORM;
        int least = uniform ? yaml.integerOr("least", 1, 1, MOST_RECURRENCES) : 0;
        Depths depths = new Depths(
                kind,
                least,
                uniform ? yaml.integer("most", least, MOST_RECURRENCES) : 0,
                yaml.numberOr("dropout", 0, 0, 0.99));
        yaml.done();
        return depths;
    }

    private static Schedule schedule(YamlFields yaml) {
        Schedule.Kind kind = yaml.choice("kind", Schedule.Kind.values(), Optional.of(Schedule.Kind.CONSTANT));
        Schedule schedule = new Schedule(
                kind,
                yaml.wholeOr("warmup", 0, 0, MOST_STEPS),
                kind == Schedule.Kind.WSD ? yaml.wholeOr("decay", 0, 0, MOST_STEPS) : 0,
                kind == Schedule.Kind.COSINE ? yaml.numberOr("floor", 0.1, 0, 1) : 0);
        yaml.done();
        return schedule;
    }

    private static LossWeights loss(YamlFields yaml) {
        LossWeights loss = new LossWeights(yaml.numberOr("answer", 1, 1e-3, 1000), yaml.numberOr("other", 1, 0, 1000));
        yaml.done();
        return loss;
    }

    private List<Phase> curriculum(YamlFields yaml, ModelRecipe model, LossWeights loss) {
        List<YamlFields> entries = yaml.objects("curriculum");
        List<Phase> phases = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < entries.size(); i++) {
            YamlFields entry = entries.get(i);
            boolean last = i == entries.size() - 1;
            entry.require(last || entry.has("until"), "until", "nothing", "the step at which the next phase begins");
            Phase phase = new Phase(
                    entry.wholeOr("until", MOST_STEPS, start + 1, MOST_STEPS),
                    recurrence(entry, "mean_recurrence", model),
                    recurrence(entry, "backprop_depth", model),
                    depths(entry.objectOrEmpty("recurrences")),
                    i == 0 ? 0 : entry.wholeOr("ramp", 0, 0, MOST_STEPS),
                    new DataReader(directory, loss).read(entry));
            entry.done();
            start = phase.until();
            phases.add(phase);
        }
        return phases;
    }

    /** A phase's own number, or the model's; 0 stands for what the config of a checkpoint says. */
    private static int recurrence(YamlFields phase, String key, ModelRecipe model) {
        int usual = switch (model) {
            case ModelRecipe.Fresh fresh ->
                key.equals("mean_recurrence") ? fresh.meanRecurrence() : fresh.backpropDepth();
            case ModelRecipe.From _ -> 0;
        };
        return phase.integerOr(key, usual, 1, MOST_RECURRENCES);
    }

    private EvaluationRecipe evaluation(YamlFields yaml, List<Phase> curriculum, LossWeights loss) {
        long every = yaml.wholeOr("every", 0, 0, MOST_STEPS);
        List<Integer> recurrences =
                yaml.integersOr("recurrences", List.of(1, 4, 8, 16, 64), 1, MOST_RECURRENCES).stream()
                        .sorted()
                        .distinct()
                        .toList();
        EvaluationRecipe evaluation = new EvaluationRecipe(
                every,
                yaml.integerOr("problems", 32, 1, MANY),
                recurrences,
                yaml.has("data")
                        ? new DataReader(directory, loss).read(yaml)
                        : curriculum.getLast().data());
        DataReader.requireHeldOut(yaml, curriculum, evaluation.data());
        yaml.done();
        return evaluation;
    }

    private static Checkpoints checkpoints(YamlFields yaml) {
        Checkpoints checkpoints = new Checkpoints(
                yaml.numberOr("minutes", 10, 0, 1e6),
                yaml.wholeOr("steps", 0, 0, MOST_STEPS),
                yaml.integerOr("keep", 2, 1, 10_000));
        yaml.done();
        return checkpoints;
    }

    private Path path(YamlFields yaml, String key) {
        return yaml.path(key, directory);
    }
}
