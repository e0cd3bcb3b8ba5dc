package dev.muninn.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Band;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.SpecialTokens;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.parameters.TrainedParameters;
import dev.muninn.train.recipe.DepthLoss;
import dev.muninn.train.recipe.Depths;
import dev.muninn.train.recipe.ModelRecipe;
import dev.muninn.train.recipe.Phase;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.TeacherRecipe;
import dev.muninn.train.retrofit.Retrofit;
import dev.muninn.weights.DType;
import dev.muninn.weights.SafetensorsFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose base is frozen: bridge and adapters of a looped dense model. */
class FrozenRunTest {
    @TempDir
    private Path directory;

    private Path base = Path.of(".");
    private Path looped = Path.of(".");

    @BeforeEach
    void retrofit() {
        base = directory.resolve("base");
        looped = directory.resolve("looped");
        ModelRecipe.Fresh dense = new ModelRecipe.Fresh(
                ModelRecipe.Family.LLAMA, Path.of("none"), 16, 2, 1, 32, 0, 3, 0, 0, 1, 1, 32, false);
        StoredParameters.write(FreshParameters.of(FreshFacts.of(dense, 10, SpecialTokens.NONE), 3), base, DType.F32);
        Adapters adapters = new Adapters(2, 4f, Set.copyOf(Adapters.TARGETS));
        new Retrofit(new Band(1, 1), Optional.of(adapters), 2, 2, 5).write(base, looped);
    }

    private Recipe recipe(Path output) {
        Recipe r = TinyRun.RECIPE;
        List<Phase> phases = List.of(new Phase(
                100,
                2,
                2,
                new Depths(Depths.Kind.UNIFORM, 1, 4, 0.1),
                0,
                r.curriculum().getFirst().data()));
        return new Recipe(
                new ModelRecipe.From(looped, looped, TrainedParameters.ADAPTERS),
                r.precision(),
                r.batch(),
                12,
                r.seed(),
                r.optimizer(),
                r.schedule(),
                0.9,
                r.loss(),
                DepthLoss.LAST,
                Optional.of(new TeacherRecipe(new TeacherRecipe.Base(), 0.5, TeacherRecipe.Rows.ALL)),
                phases,
                r.evaluation(),
                r.checkpoints(),
                r.compute(),
                1,
                output);
    }

    private boolean train(Recipe recipe, TinyRun.Heard heard, int stopAfter) {
        Parameters parameters = StoredParameters.load(looped, TrainedParameters.ADAPTERS::trains);
        return TinyRun.train(
                recipe,
                parameters,
                heard,
                () -> heard.steps.size() == stopAfter,
                pass -> pass,
                false,
                new TinyRun.Sources());
    }

    @Test
    void stopsAndGoesOnToTheSameBits() throws IOException {
        var whole = new TinyRun.Heard();
        assertThat(train(recipe(directory.resolve("whole")), whole, 100)).isTrue();
        Path parts = directory.resolve("parts");
        for (int stopAfter : new int[] {3, 4, 100}) {
            train(recipe(parts), new TinyRun.Heard(), stopAfter);
        }
        assertThat(TrainerTest.model(parts)).isEqualTo(TrainerTest.model(directory.resolve("whole")));
        assertThat(whole.steps).hasSize(12).extracting(StepReport::loss).allMatch(loss -> loss > 0);
    }

    @Test
    void checkpointsHoldWhatIsTrainedAlone() throws IOException {
        byte[] before = Files.readAllBytes(base.resolve("model.safetensors"));
        assertThat(train(recipe(directory.resolve("run")), new TinyRun.Heard(), 100))
                .isTrue();
        Path checkpoint = directory.resolve("run/checkpoints/step-00000012");
        Parameters trained = StoredParameters.load(checkpoint, TrainedParameters.ADAPTERS::trains);
        try (Arena arena = Arena.ofConfined()) {
            Set<String> stored = SafetensorsFile.open(checkpoint.resolve("model.safetensors"), arena)
                    .tensors()
                    .keySet();
            assertThat(stored).allMatch(name -> name.startsWith("bridge.") || name.contains(".lora_"));
            assertThat(stored).hasSize(5 + 2 * 7);
        }
        assertThat(Files.size(checkpoint.resolve("trainer.safetensors"))).isLessThan(4L * 3 * trained.size() + 4096);
        assertThat(Files.readAllBytes(base.resolve("model.safetensors"))).isEqualTo(before);
        Parameters start = StoredParameters.load(looped, TrainedParameters.ADAPTERS::trains);
        for (Parameter at : trained.everything()) {
            boolean same = true;
            for (int i = at.offset(); i < at.offset() + at.count(); i++) {
                same &= trained.values()[i] == start.values()[i];
            }
            assertThat(same).as(at.name()).isEqualTo(!trained.trains(at.param()));
        }
    }

    /** Tensors of the run's model are found by whoever loads it as a model. */
    @Test
    void theResultIsAModel() {
        train(recipe(directory.resolve("run")), new TinyRun.Heard(), 100);
        Parameters model = StoredParameters.load(directory.resolve("run/model"));
        assertThat(model.facts()).isEqualTo(StoredParameters.load(looped).facts());
        assertThat(model.layout().find(Tensor.BRIDGE_STATE)).isPresent();
    }
}
