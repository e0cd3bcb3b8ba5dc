package dev.muninn.train.loop;

import dev.muninn.config.SpecialTokens;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.ScalarTrainingProvider;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.FirstFitPacker;
import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.recipe.Compute;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.DepthLoss;
import dev.muninn.train.recipe.EvaluationRecipe;
import dev.muninn.train.recipe.ModelRecipe;
import dev.muninn.train.recipe.OptimizerRecipe;
import dev.muninn.train.recipe.Phase;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.Schedule;
import dev.muninn.train.tape.Pass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A run of seconds: copying three letters, by a model of some thousand parameters. */
final class TinyRun {
    static final ModelRecipe.Fresh FRESH =
            new ModelRecipe.Fresh(ModelRecipe.Family.RAVEN, Path.of("none"), 16, 2, 2, 32, 1, 1, 1, 3, 3, 2, 32, true);

    static final Recipe RECIPE = new Recipe(
            FRESH,
            Precision.F32,
            new Recipe.Batches(4, 16, 2),
            12,
            5,
            new OptimizerRecipe(OptimizerRecipe.Kind.MUON, 3e-3, 0.02, 0.95, 0.9, 0.95, 1e-8, 0.01, 1),
            new Schedule(Schedule.Kind.CONSTANT, 3, 0, 0),
            0.9,
            new Recipe.LossWeights(1, 0.1),
            DepthLoss.LAST,
            Optional.empty(),
            List.of(
                    new Phase(6, 2, 2, 0, List.of(new DataPart.Task("copy", "direct", 1, 2, 2))),
                    new Phase(
                            12,
                            4,
                            2,
                            3,
                            List.of(
                                    new DataPart.Task("copy", "direct", 1, 2, 2),
                                    new DataPart.Task("copy", "direct", 3, 3, 3)))),
            new EvaluationRecipe(4, 5, List.of(1, 4), List.of(new DataPart.Task("copy", "direct", 1, 2, 3))),
            new Recipe.Checkpoints(0, 5, 2),
            new Compute(2, false),
            1,
            Path.of("unset"));

    private TinyRun() {}

    /** Letters 1 to 6, a question mark (7), and the letters again. */
    private static Document copy(int letters, long index, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        int[] tokens = new int[2 * letters + 2];
        float[] weights = new float[tokens.length];
        boolean[] answer = new boolean[tokens.length];
        Arrays.fill(weights, 0.1f);
        for (int i = 0; i < letters; i++) {
            tokens[i + 1] = 1 + random.nextInt(6);
            tokens[letters + 2 + i] = tokens[i + 1];
            weights[letters + 2 + i] = 1;
            answer[letters + 2 + i] = true;
        }
        tokens[letters + 1] = 7;
        return new Document(tokens, weights, answer, "copy/" + letters);
    }

    static final class Sources implements DocumentSources {
        @Override
        public DocumentSource training(DataPart part) {
            return index -> copy(((DataPart.Task) part).easiest(), index, 1);
        }

        @Override
        public DocumentSource heldOut(DataPart part) {
            return index -> copy(((DataPart.Task) part).easiest(), index, 2);
        }

        @Override
        public List<Document> heldOut(DataPart.Jsonl part, int each) {
            return List.of();
        }
    }

    /** What a listener heard. */
    static final class Heard implements TrainingListener {
        final List<StepReport> steps = new ArrayList<>();
        final List<EvaluationReport> evaluations = new ArrayList<>();
        final List<Path> saved = new ArrayList<>();

        @Override
        public void started(long step, long parameters) {}

        @Override
        public void step(StepReport report) {
            steps.add(report);
        }

        @Override
        public void evaluated(EvaluationReport report) {
            evaluations.add(report);
        }

        @Override
        public void saved(Path checkpoint) {
            saved.add(checkpoint);
        }
    }

    static boolean train(Recipe recipe, TrainingListener listener, BooleanSupplier stop) {
        return train(recipe, listener, stop, pass -> pass, false);
    }

    static boolean train(
            Recipe recipe,
            TrainingListener listener,
            BooleanSupplier stop,
            UnaryOperator<Pass> wrap,
            boolean mayChange) {
        return train(recipe, parameters(recipe), listener, stop, wrap, mayChange, new Sources());
    }

    /** Those that the recipe's model begins with, for ten tokens. */
    static Parameters parameters(Recipe recipe) {
        return FreshParameters.of(
                FreshFacts.of((ModelRecipe.Fresh) recipe.model(), 10, SpecialTokens.NONE), recipe.seed());
    }

    static boolean train(
            Recipe recipe,
            Parameters parameters,
            TrainingListener listener,
            BooleanSupplier stop,
            UnaryOperator<Pass> wrap,
            boolean mayChange,
            DocumentSources sources) {
        TrainingKernels kernels = new ScalarTrainingProvider().open();
        LinearProvider provider = LinearProvider.installed().getLast();
        try (LinearKernels linear = provider.open(Precision.F32);
                Pass pass = wrap.apply(Models.pass(recipe, parameters, kernels, linear));
                Trainer trainer = new Trainer(
                        recipe,
                        new TrainerParts(parameters, pass, linear, new FirstFitPacker(0), sources),
                        listener,
                        mayChange)) {
            return trainer.run(stop);
        }
    }

    /** Trains to the end into the directory that is the first word; {@code KillTest} starts and kills it. */
    public static void main(String[] words) {
        Recipe recipe = KillTest.RECIPE.withOutput(Path.of(words[0])).withThreads(Integer.parseInt(words[1]));
        train(recipe, new Heard(), () -> false);
    }
}
