package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.DepthLoss;
import dev.muninn.train.recipe.Depths;
import dev.muninn.train.recipe.EvaluationRecipe;
import dev.muninn.train.recipe.ModelRecipe;
import dev.muninn.train.recipe.Phase;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.TeacherRecipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other families than Raven from random weights, other losses than the last recurrence's. */
class FamiliesTrainTest {
    @TempDir
    private Path directory;

    private static ModelRecipe.Fresh fresh(ModelRecipe.Family family, int mean) {
        return new ModelRecipe.Fresh(
                family,
                Path.of("none"),
                16,
                2,
                1,
                32,
                0,
                family == ModelRecipe.Family.LLAMA ? 2 : 1,
                0,
                0,
                mean,
                mean,
                32,
                false);
    }

    private Recipe recipe(ModelRecipe model, DepthLoss loss, int mean, long steps) {
        Recipe r = TinyRun.RECIPE;
        Depths fixed = new Depths(Depths.Kind.FIXED, 0, 0, 0);
        List<Phase> phases = List.of(
                new Phase(100, mean, mean, fixed, 0, r.curriculum().getFirst().data()));
        return new Recipe(
                model,
                r.precision(),
                r.batch(),
                steps,
                r.seed(),
                r.optimizer(),
                r.schedule(),
                0,
                r.loss(),
                loss,
                Optional.empty(),
                phases,
                new EvaluationRecipe(0, 1, List.of(1), phases.getFirst().data()),
                r.checkpoints(),
                r.compute(),
                1,
                directory);
    }

    private static void assertFalls(Recipe recipe) {
        var heard = new TinyRun.Heard();
        assertThat(TinyRun.train(recipe, heard, () -> false)).isTrue();
        assertThat(heard.steps.getFirst().loss()).isBetween(1.0, 4.0);
        assertThat(heard.steps.getLast().loss())
                .isLessThan(heard.steps.getFirst().loss() - 0.5);
    }

    @Test
    void llamaLearns() {
        assertFalls(recipe(fresh(ModelRecipe.Family.LLAMA, 1), DepthLoss.LAST, 1, 60));
    }

    @Test
    void ouroLearnsByItsExits() {
        assertFalls(recipe(fresh(ModelRecipe.Family.OURO, 3), new DepthLoss(DepthLoss.Kind.EXITS, 0, 0, 0.05), 3, 60));
    }

    @Test
    void everyRecurrenceTeaches() {
        assertFalls(recipe(TinyRun.FRESH, new DepthLoss(DepthLoss.Kind.EVERY, 1, 30, 0), 2, 60));
    }

    /** Documents that fill a sequence each, some of whose tokens count: the same ones in one batch or in four. */
    private static final class Whole implements DocumentSources {
        @Override
        public DocumentSource training(DataPart part) {
            return index -> {
                int[] tokens = new int[17];
                float[] weights = new float[17];
                for (int i = 0; i < tokens.length; i++) {
                    tokens[i] = (int) ((7 * index + i * i) % 10);
                    weights[i] = i <= 1 + 5 * (index % 4) ? 1 : 0;
                }
                return new Document(tokens, weights, new boolean[17], "whole");
            };
        }

        @Override
        public DocumentSource heldOut(DataPart part) {
            return training(part);
        }

        @Override
        public List<Document> heldOut(DataPart.Jsonl part, int each) {
            return List.of();
        }
    }

    /** A mean over a step's tokens, not of its batches' means: loss and gradient are the same however the step is cut. */
    @Test
    void accumulationIsOneLargeBatch() {
        StepReport one = step(4, 1);
        StepReport four = step(1, 4);
        assertThat(four.loss()).isCloseTo(one.loss(), within(1e-6));
        assertThat(four.gradientNorm()).isCloseTo(one.gradientNorm(), within(1e-6 * one.gradientNorm()));
        assertThat(four.tokens()).isEqualTo(one.tokens());
    }

    private StepReport step(int sequences, int accumulation) {
        Recipe r = recipe(fresh(ModelRecipe.Family.LLAMA, 1), DepthLoss.LAST, 1, 1);
        Recipe cut = new Recipe(
                r.model(),
                r.precision(),
                new Recipe.Batches(sequences, 16, accumulation),
                1,
                r.seed(),
                r.optimizer(),
                r.schedule(),
                0,
                r.loss(),
                r.depthLoss(),
                Optional.<TeacherRecipe>empty(),
                r.curriculum(),
                r.evaluation(),
                r.checkpoints(),
                r.compute(),
                1,
                directory.resolve(sequences + "x" + accumulation));
        var heard = new TinyRun.Heard();
        Parameters parameters = TinyRun.parameters(cut);
        TinyRun.train(cut, parameters, heard, () -> false, pass -> pass, false, new Whole());
        return heard.steps.getFirst();
    }

    /** Fully masked documents: nothing is learned from them, and nothing breaks. */
    @Test
    void aStepWithoutTargetsIsSkipped() {
        Recipe recipe = recipe(fresh(ModelRecipe.Family.LLAMA, 1), DepthLoss.LAST, 1, 2);
        Parameters parameters = TinyRun.parameters(recipe);
        float[] before = parameters.values().clone();
        DocumentSources masked = new Masked();
        var heard = new TinyRun.Heard();
        assertThat(TinyRun.train(recipe, parameters, heard, () -> false, pass -> pass, false, masked))
                .isTrue();
        assertThat(heard.steps).hasSize(2);
        assertThat(heard.steps).allSatisfy(step -> assertThat(step.loss()).isZero());
        assertThat(Arrays.equals(parameters.values(), before)).isTrue();
    }

    private static final class Masked implements DocumentSources {
        @Override
        public DocumentSource training(DataPart part) {
            return index -> new Document(new int[9], new float[9], new boolean[9], "masked");
        }

        @Override
        public DocumentSource heldOut(DataPart part) {
            return training(part);
        }

        @Override
        public List<Document> heldOut(DataPart.Jsonl part, int each) {
            return List.of();
        }
    }
}
