package dev.muninn.train.retrofit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Band;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.ScalarTrainingKernels;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.parameters.TrainedParameters;
import dev.muninn.train.tape.LoopPass;
import dev.muninn.weights.AdaptedModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrofitTest {
    private static final Retrofit MIDDLE =
            new Retrofit(new Band(1, 1), Optional.of(new Adapters(4, 8f, Set.of(Tensor.QKV, Tensor.DOWN))), 3, 2, 7);

    @TempDir
    private Path directory;

    private static Path golden(String name) {
        try {
            return Path.of(Objects.requireNonNull(RetrofitTest.class.getResource("/goldens/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] losses(Parameters parameters, int recurrences) {
        int rows = 22;
        int[] tokens = new int[rows];
        int[] targets = new int[rows];
        float[] weights = new float[rows];
        int[] starts = new int[rows];
        Arrays.setAll(tokens, m -> 5 * m % 100);
        Arrays.setAll(targets, m -> 7 * m % 100);
        Arrays.setAll(starts, m -> m / 11 * 11);
        Arrays.fill(weights, 1f);
        LinearProvider provider = LinearProvider.installed().getLast();
        try (LinearKernels linear = provider.open(Precision.F32);
                LoopPass pass = new LoopPass(
                        parameters,
                        new ScalarTrainingKernels(),
                        linear,
                        LoopPass.Settings.of(1, 1),
                        Optional.empty())) {
            return pass.evaluate(parameters, new Batch(2, 11, tokens, targets, weights, starts), recurrences, 1)
                    .losses();
        }
    }

    /** One recurrence is the base to the bit, and stays it while the bridge is trained and the adapters are off; more are not. */
    @ParameterizedTest
    @ValueSource(strings = {"dense/llama", "dense/llama-tied-llama3-rope", "dense/qwen2", "dense/qwen3"})
    void beginsAsItsBase(String name) {
        Path looped = directory.resolve("looped");
        int trained = MIDDLE.write(golden(name), looped);
        Parameters fresh = StoredParameters.load(looped, TrainedParameters.ADAPTERS::trains);
        assertThat(fresh.size()).isEqualTo(trained);
        float[] base = losses(StoredParameters.load(golden(name)), 1);
        assertThat(losses(fresh, 1)).isEqualTo(base);
        assertThat(losses(fresh, 2)).isNotEqualTo(base);
    }

    /** A random, within ∓1/sqrt(K), B zero, as PEFT begins them; the bridge's matrices zero. */
    @Test
    void adaptersBeginAsNothing() {
        Path looped = directory.resolve("looped");
        MIDDLE.write(golden("dense/llama"), looped);
        Parameters fresh = StoredParameters.load(looped, TrainedParameters.ADAPTERS::trains);
        for (Parameter at : fresh.all()) {
            float[] values = Arrays.copyOfRange(fresh.values(), at.offset(), at.offset() + at.count());
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            switch (at.param().role()) {
                case ADAPTER_DOWN -> {
                    float most = (float) (1 / Math.sqrt(at.param().shape().cols()));
                    assertThat(largest).as(at.name()).isBetween(0.9f * most, most);
                }
                case NORM -> assertThat(values).containsOnly(1f);
                default -> assertThat(largest).as(at.name()).isZero();
            }
        }
    }

    /** The directory holds what is trained and no more, whatever the base's size. */
    @Test
    void isSmall() throws IOException {
        Path looped = directory.resolve("looped");
        int trained = MIDDLE.write(golden("dense/llama"), looped);
        long bytes = Files.size(looped.resolve("model.safetensors"));
        assertThat(bytes).isBetween(4L * trained, 4L * trained + 4096);
        assertThat(AdaptedModel.baseOf(looped).toRealPath())
                .isEqualTo(golden("dense/llama").toRealPath());
    }

    @Test
    void saysWhatIsWrongWithADirectory() throws IOException {
        Path looped = directory.resolve("looped");
        MIDDLE.write(golden("dense/llama"), looped);
        Files.writeString(looped.resolve(AdaptedModel.BASE), "{\"base_model\": \"../nowhere\"}");
        assertThatThrownBy(() -> StoredParameters.load(looped))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("its base model is to be at " + directory.resolve("nowhere"));
        Files.delete(looped.resolve(AdaptedModel.BASE));
        AdaptedModel.writeBase(looped, golden("dense/qwen3"));
        assertThatThrownBy(() -> StoredParameters.load(looped))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("made of another model");
    }

    @Test
    void refusesWhatHasALoop() {
        assertThatThrownBy(() -> MIDDLE.write(golden("ouro-tiny"), directory.resolve("o")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("only a dense model can be retrofitted");
        Retrofit beyond = new Retrofit(new Band(2, 3), Optional.empty(), 3, 2, 7);
        assertThatThrownBy(() -> beyond.write(golden("dense/llama"), directory.resolve("l")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("--core 2-3: the model's layers are 0 to 2");
        assertThat(directory.toFile().list()).isEmpty();
    }
}
