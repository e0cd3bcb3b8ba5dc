package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.metrics.CsvLog;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.recipe.OptimizerRecipe;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.tape.Objective;
import dev.muninn.train.tape.Pass;
import dev.muninn.train.tape.PassResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    private Path directory;

    private static List<Double> losses(TinyRun.Heard heard) {
        return heard.steps.stream().map(StepReport::loss).toList();
    }

    static byte[] model(Path output) throws IOException {
        return Files.readAllBytes(output.resolve("model").resolve("model.safetensors"));
    }

    /** A log without its last column, the seconds. */
    static List<String> withoutSeconds(Path output) throws IOException {
        return Files.readAllLines(output.resolve(CsvLog.STEPS)).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void theLossOfATaskFalls() {
        var heard = new TinyRun.Heard();
        Recipe longer = with(TinyRun.RECIPE, 60, TinyRun.RECIPE.optimizer()).withOutput(directory);

        assertThat(TinyRun.train(longer, heard, () -> false)).isTrue();

        assertThat(heard.steps).hasSize(60);
        assertThat(heard.steps.getFirst().loss()).isBetween(1.8, 3.5); // ln 10 is 2.3
        assertThat(heard.steps.getLast().loss())
                .isLessThan(heard.steps.getFirst().loss() - 0.4);
        assertThat(heard.steps.getLast().asked()).isPositive();
    }

    static Recipe with(Recipe r, long steps, OptimizerRecipe optimizer) {
        return new Recipe(
                r.model(),
                r.precision(),
                r.batch(),
                steps,
                r.seed(),
                optimizer,
                r.schedule(),
                r.ema(),
                r.loss(),
                r.depthLoss(),
                r.teacher(),
                r.curriculum(),
                r.evaluation(),
                r.checkpoints(),
                r.compute(),
                r.threads(),
                r.output());
    }

    @Test
    void oneAndTwoThreadsGiveTheSameBits() throws IOException {
        var one = new TinyRun.Heard();
        var two = new TinyRun.Heard();

        TinyRun.train(TinyRun.RECIPE.withOutput(directory.resolve("one")), one, () -> false);
        TinyRun.train(TinyRun.RECIPE.withOutput(directory.resolve("two")).withThreads(2), two, () -> false);

        assertThat(losses(one)).hasSize(12).isEqualTo(losses(two));
        assertThat(model(directory.resolve("one"))).isEqualTo(model(directory.resolve("two")));
    }

    @Test
    void aRunThatWasStoppedGoesOnAsIfItNeverHadBeen() throws IOException {
        var whole = new TinyRun.Heard();
        TinyRun.train(TinyRun.RECIPE.withOutput(directory.resolve("whole")), whole, () -> false);
        Path parts = directory.resolve("parts");
        for (int stopAfter : new int[] {3, 4, 100}) {
            var heard = new TinyRun.Heard();
            boolean finished =
                    TinyRun.train(TinyRun.RECIPE.withOutput(parts), heard, () -> heard.steps.size() == stopAfter);
            assertThat(finished).isEqualTo(stopAfter == 100);
        }

        assertThat(model(parts)).isEqualTo(model(directory.resolve("whole")));
        assertThat(withoutSeconds(parts)).isEqualTo(withoutSeconds(directory.resolve("whole")));
        assertThat(Files.readString(parts.resolve(CsvLog.EVALUATION)))
                .isEqualTo(Files.readString(directory.resolve("whole").resolve(CsvLog.EVALUATION)));
    }

    @Test
    void checkpointsAreModelsAndOnlySomeAreKept() throws IOException {
        TinyRun.train(TinyRun.RECIPE.withOutput(directory), new TinyRun.Heard(), () -> false);
        Path checkpoints = directory.resolve("checkpoints");

        try (Stream<Path> found = Files.list(checkpoints)) {
            assertThat(found.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-00000010", "step-00000012", "latest");
        }
        assertThat(Files.readString(checkpoints.resolve("latest"))).isEqualTo("step-00000012\n");
        assertThat(StoredParameters.load(checkpoints.resolve("step-00000010")).facts())
                .isEqualTo(TinyRun.parameters(TinyRun.RECIPE).facts());
    }

    @Test
    void anotherRecipeIsRefusedUnlessAllowed() {
        Recipe recipe = TinyRun.RECIPE.withOutput(directory);
        TinyRun.train(recipe, new TinyRun.Heard(), () -> false);
        OptimizerRecipe o = recipe.optimizer();
        Recipe changed = with(
                recipe,
                14,
                new OptimizerRecipe(
                        o.kind(), 1e-3, o.matrixRate(), o.momentum(), o.beta1(), o.beta2(), o.epsilon(), 0, o.clip()));

        assertThatThrownBy(() -> TinyRun.train(changed, new TinyRun.Heard(), () -> false))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'optimizer.rate' is 0.001 in the recipe, the run began with 0.003")
                .hasMessageContaining("--changed-recipe");

        var heard = new TinyRun.Heard();
        assertThat(TinyRun.train(changed, heard, () -> false, pass -> pass, true))
                .isTrue();
        assertThat(heard.steps).hasSize(2);
    }

    @Test
    void anOutputIsTrainedIntoByOneAtATime() {
        Recipe recipe = TinyRun.RECIPE.withOutput(directory);
        try (RunLock held = RunLock.of(directory)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> TinyRun.train(recipe, new TinyRun.Heard(), () -> false))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("another process trains there");
        }
        assertThat(TinyRun.train(recipe, new TinyRun.Heard(), () -> false)).isTrue();
    }

    @Test
    void moreStepsAreNoOtherRecipe() {
        Recipe recipe = TinyRun.RECIPE.withOutput(directory);
        TinyRun.train(recipe, new TinyRun.Heard(), () -> false);
        var heard = new TinyRun.Heard();

        TinyRun.train(with(recipe, 15, recipe.optimizer()), heard, () -> false);

        assertThat(heard.steps).extracting(StepReport::step).containsExactly(13L, 14L, 15L);
    }

    @Test
    void whatIsNotFiniteStopsTheRunWithItsPlace() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> TinyRun.train(
                        TinyRun.RECIPE.withOutput(directory),
                        new TinyRun.Heard(),
                        () -> false,
                        pass -> new Breaking(pass, calls),
                        false))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("step 8:")
                .hasMessageContaining("the gradient of 'transformer.adapter.weight'")
                .hasMessageContaining("step-00000005");
    }

    /** Breaks the gradient of the adapter in the fifteenth batch. */
    private record Breaking(Pass pass, AtomicInteger calls) implements Pass {
        @Override
        public PassResult train(
                Parameters parameters,
                Batch batch,
                Recurrences recurrences,
                Objective objective,
                double total,
                long noiseSeed,
                float[] gradient) {
            PassResult result = pass.train(parameters, batch, recurrences, objective, total, noiseSeed, gradient);
            if (calls.incrementAndGet() == 15) {
                parameters.all().stream()
                        .filter(p -> p.name().equals("transformer.adapter.weight"))
                        .forEach(p -> gradient[p.offset() + 3] = Float.POSITIVE_INFINITY);
            }
            return result;
        }

        @Override
        public List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed) {
            return pass.evaluate(parameters, batch, readoutsAt, noiseSeed);
        }

        @Override
        public void close() {
            pass.close();
        }
    }
}
