package dev.muninn.generate;

import static dev.muninn.generate.Goldens.ints;
import static dev.muninn.generate.PassByHand.relativeError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.tensor.Bf16;
import dev.muninn.weights.DenseGguf;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The same weights as a Hugging Face checkpoint and as GGUF: the logits of one are those of the other. */
class GgufGoldenTest {
    private static final double MOST = 2e-5;
    private static final Path LLAMA = Goldens.directory("dense/llama");

    @TempDir
    Path folder;

    /** Rows of q and k, biases, norms of heads, tied and untied heads: all to the bit; scaled frequencies to rounding. */
    @ParameterizedTest
    @CsvSource({"llama, 0", "llama-tied-llama3-rope, 1e-6", "mistral, 0", "qwen2, 0", "qwen3, 0"})
    void denseModelsAreTheSameInGguf(String name, double most) {
        Path directory = Goldens.directory("dense/" + name);
        Path file = DenseGguf.of(directory).write(folder.resolve("model.gguf"));
        int[] tokens = Goldens.tokens(directory, 0);
        float[] found = logits(Goldens.model(file), tokens);
        assertThat(relativeError(found, logits(Goldens.model(directory), tokens)))
                .isLessThanOrEqualTo(most);
        float[] golden = Goldens.floats(directory, "logits");
        assertThat(relativeError(found, Arrays.copyOf(golden, golden.length / 2)))
                .isLessThan(MOST);
    }

    /** Beyond the 64 positions of the first training, where only the divisors keep positions apart as they were learnt. */
    @Test
    void divisorsOfFrequenciesMatterAtFarPositions() {
        Path directory = Goldens.directory("dense/llama-tied-llama3-rope");
        int[] tokens = new int[256];
        Arrays.setAll(tokens, i -> i * 7 % 112);
        float[] wanted = logits(Goldens.model(directory), tokens);
        Path file = DenseGguf.of(directory).write(folder.resolve("model.gguf"));
        assertThat(relativeError(logits(Goldens.model(file), tokens), wanted)).isLessThan(MOST);
        Path without = DenseGguf.of(directory).without("rope_freqs.weight").write(folder.resolve("without.gguf"));
        assertThat(relativeError(logits(Goldens.model(without), tokens), wanted))
                .isGreaterThan(1e-3);
    }

    @Test
    void theRotaryBaseOfTheFileIsUsed() {
        Path usual = DenseGguf.of(LLAMA).without("llama.rope.freq_base").write(folder.resolve("usual.gguf"));
        Path own = DenseGguf.of(LLAMA)
                .without("llama.rope.freq_base")
                .put("llama.rope.freq_base", 1e6f)
                .write(folder.resolve("own.gguf"));
        int[] tokens = Goldens.tokens(LLAMA, 0);
        float[] golden = logits(Goldens.model(LLAMA), tokens);
        assertThat(relativeError(logits(Goldens.model(usual), tokens), golden)).isZero();
        assertThat(relativeError(logits(Goldens.model(own), tokens), golden)).isGreaterThan(1e-3);
    }

    /** An {@code output.weight} that equals the embedding, and none: the same head. */
    @Test
    void withoutAnOutputMatrixTheEmbeddingIsTheHead() {
        Path directory = Goldens.directory("dense/llama-tied-llama3-rope");
        Path tied = DenseGguf.of(directory).write(folder.resolve("tied.gguf"));
        Path twice = DenseGguf.of(directory)
                .copy("token_embd.weight", "output.weight")
                .write(folder.resolve("twice.gguf"));
        int[] tokens = Goldens.tokens(directory, 0);
        assertThat(Goldens.model(tied).config().tied()).isTrue();
        assertThat(Goldens.model(twice).config().tied()).isFalse();
        assertThat(logits(Goldens.model(twice), tokens)).isEqualTo(logits(Goldens.model(tied), tokens));
    }

    /** Files that llama.cpp's own library wrote: the golden logits, and those of weights rounded as the file rounds them. */
    @Test
    void logitsOfTheGoldenFiles() {
        float[] wanted = Goldens.floats(LLAMA, "logits");
        for (int batch = 0; batch < 2; batch++) {
            int[] tokens = Goldens.tokens(LLAMA, batch);
            float[] golden = Arrays.copyOfRange(wanted, batch * wanted.length / 2, (batch + 1) * wanted.length / 2);
            assertThat(relativeError(logits(Goldens.model(golden("F32")), tokens), golden))
                    .isLessThan(MOST);
            assertThat(logits(Goldens.model(golden("F16")), tokens)).isEqualTo(rounded(tokens, GgufGoldenTest::half));
            assertThat(logits(Goldens.model(golden("BF16")), tokens))
                    .isEqualTo(rounded(tokens, value -> Bf16.round((float) value)));
        }
    }

    private static double half(double value) {
        return Float.float16ToFloat(Float.floatToFloat16((float) value));
    }

    private float[] rounded(int[] tokens, DoubleUnaryOperator rounding) {
        Path file = DenseGguf.of(LLAMA, rounding).write(folder.resolve("rounded.gguf"));
        return logits(Goldens.model(file), tokens);
    }

    @Test
    void greedyTokensOfTheGoldenFile() {
        JsonNode wanted = Goldens.generate(LLAMA);
        try (Generator generator = new Generator(Goldens.model(golden("F32")), 64, 1L << 30)) {
            int[] ids = ints(wanted.get("greedy"));
            Request request = Request.builder(ints(wanted.get("prompt")))
                    .recurrences(1)
                    .maxTokens(ids.length)
                    .build();
            assertThat(generator.generate(request, token -> true).tokenIds()).isEqualTo(ids);
        }
    }

    private static Path golden(String type) {
        return Path.of("src/test/resources/goldens/gguf/llama-" + type + ".gguf");
    }

    private static float[] logits(RecurrentModel model, int[] tokens) {
        return ForwardPass.run(model, tokens, 1, StateInit.NOISE, 0, null, 64).logits();
    }
}
