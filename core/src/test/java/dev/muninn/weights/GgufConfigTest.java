package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Hyperparameters as the family's config says them. */
class GgufConfigTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens/gguf");

    @TempDir
    Path folder;

    @Test
    void theGoldensAreOfTheirConfig() {
        try (GgufModel model = GgufModel.open(GOLDENS.resolve("llama-F16.gguf"))) {
            ObjectNode config = GgufConfig.of(model);
            assertThat(config.toString())
                    .isEqualTo(
                            "{\"model_type\":\"llama\",\"vocab_size\":112,\"hidden_size\":48,\"intermediate_size\":80,"
                                    + "\"num_hidden_layers\":3,\"num_attention_heads\":6,\"num_key_value_heads\":2,\"head_dim\":8,"
                                    + "\"max_position_embeddings\":256,\"rms_norm_eps\":1.0E-5,\"hidden_act\":\"silu\","
                                    + "\"tie_word_embeddings\":false,\"attention_bias\":false,"
                                    + "\"rope_parameters\":{\"rope_theta\":10000.0,\"rope_type\":\"default\"},"
                                    + "\"bos_token_id\":1,\"eos_token_id\":[2]}");
        }
    }

    @Test
    void aHeadsWidthIsTheFilesAndNotWidthByHeads() {
        ObjectNode config = read("qwen3", writer -> writer.put("qwen3.attention.key_length", 16));
        assertThat(config.path("head_dim").asInt()).isEqualTo(16);
        assertThat(read("qwen3", writer -> {}).path("head_dim").asInt()).isEqualTo(8);
        assertRefused("llama", writer -> writer.put("llama.rope.dimension_count", 4), "rope.dimension_count", "4");
        assertRefused("llama", writer -> writer.put("llama.attention.value_length", 4), "value_length");
    }

    @Test
    void withoutAnOutputMatrixTheHeadIsTheEmbedding() {
        assertThat(read("llama", writer -> {}).path("tie_word_embeddings").asBoolean())
                .isTrue();
        assertThat(read("llama", writer -> writer.tensor(GgufNames.HEAD, new float[64], 2, 32))
                        .path("tie_word_embeddings")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '{\"rope_theta\":10000.0,\"rope_type\":\"default\"}'",
        "freq_base 1000000, '{\"rope_theta\":1000000.0,\"rope_type\":\"default\"}'",
        "scale_linear 4, '{\"rope_theta\":10000.0,\"rope_type\":\"linear\",\"factor\":4.0}'",
        "scaling.factor 8, '{\"rope_theta\":10000.0,\"rope_type\":\"default\"}'",
    })
    void ropeIsWhatTheFileSays(String key, String wanted) {
        ObjectNode config = read("llama", writer -> {
            if (!key.isEmpty()) {
                writer.put("llama.rope." + key.split(" ")[0], Float.parseFloat(key.split(" ")[1]));
            }
        });
        assertThat(config.path("rope_parameters").toString()).isEqualTo(wanted);
    }

    @Test
    void yarnOnlyWhenTheFileSaysSo() {
        ObjectNode config = read(
                "qwen2",
                writer -> writer.put("qwen2.rope.scaling.type", "yarn")
                        .put("qwen2.rope.scaling.factor", 4f)
                        .put("qwen2.rope.scaling.original_context_length", 32768));
        assertThat(config.path("rope_parameters").toString())
                .isEqualTo("{\"rope_theta\":10000.0,\"rope_type\":\"yarn\",\"factor\":4.0,"
                        + "\"original_max_position_embeddings\":32768}");
        assertRefused("qwen2", writer -> writer.put("qwen2.rope.scaling.type", "longrope"), "longrope", "yarn");
        assertRefused("qwen2", writer -> writer.put("qwen2.rope.scaling.type", "linear"), "scaling.factor");
    }

    @Test
    void aYarnFactorOfTheFileMultipliesThePapers() {
        ObjectNode config = read(
                "qwen2",
                writer -> writer.put("qwen2.rope.scaling.type", "yarn")
                        .put("qwen2.rope.scaling.factor", 4f)
                        .put("qwen2.rope.scaling.attn_factor", 2f)
                        .put("qwen2.rope.scaling.original_context_length", 32768));
        assertThat(config.path("rope_parameters").path("attention_factor").asDouble())
                .isEqualTo(2 * 1.138629436, org.assertj.core.data.Offset.offset(1e-8));
    }

    @Test
    void divisorsOfFrequenciesLieInATensor() {
        ObjectNode config =
                read("llama", writer -> writer.tensor(GgufNames.ROPE_DIVISORS, new float[] {1, 1.5f, 4, 8}, 4));
        assertThat(config.path("rope_parameters").toString())
                .isEqualTo("{\"rope_theta\":10000.0,\"rope_type\":\"divisors\",\"divisors\":[1.0,1.5,4.0,8.0]}");
        assertRefused(
                "llama", writer -> writer.tensor(GgufNames.ROPE_DIVISORS, new float[3], 3), "3 elements, wanted 4");
        assertRefused(
                "llama",
                writer ->
                        writer.tensor(GgufNames.ROPE_DIVISORS, new float[4], 4).put("llama.rope.scale_linear", 2f),
                "'linear'",
                "rope_freqs.weight");
    }

    @Test
    void biasesAreKnownByTheirTensors() {
        ObjectNode config = read("llama", writer -> writer.tensor("blk.0.attn_q.bias", new float[32], 32));
        assertThat(config.path("attention_bias").asBoolean()).isTrue();
        assertThat(read("qwen2", writer -> {}).has("attention_bias")).isFalse();
    }

    @Test
    void aWindowMakesMistralOfLlama() {
        ObjectNode config = read("llama", writer -> writer.put("llama.attention.sliding_window", 4096));
        assertThat(config.path("model_type").asString()).isEqualTo("mistral");
        assertThat(config.path("sliding_window").asInt()).isEqualTo(4096);
    }

    @Test
    void otherModelsAreRefused() {
        Path unknown = new GgufWriter().put("general.architecture", "qwen3moe").write(folder.resolve("u.gguf"));
        try (GgufModel model = GgufModel.open(unknown)) {
            assertThatThrownBy(() -> GgufConfig.of(model))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContainingAll("u.gguf", "'qwen3moe'", "llama, qwen2, qwen3");
        }
        assertRefused("llama", writer -> writer.put("llama.expert_count", 8), "expert_count", "8");
        Path none = new GgufWriter().put("a", 1).write(folder.resolve("n.gguf"));
        try (GgufModel model = GgufModel.open(none)) {
            assertThatThrownBy(() -> GgufConfig.of(model)).hasMessageContaining("'general.architecture' is missing");
        }
    }

    /** A model of width 32 with 4 heads of 8, tied. */
    static GgufWriter writer(String arch) {
        return new GgufWriter()
                .put("general.architecture", arch)
                .put(arch + ".block_count", 1)
                .put(arch + ".context_length", 64)
                .put(arch + ".embedding_length", 32)
                .put(arch + ".feed_forward_length", 16)
                .put(arch + ".attention.head_count", 4)
                .put(arch + ".attention.head_count_kv", 2)
                .put(arch + ".attention.layer_norm_rms_epsilon", 1e-6f)
                .tensor(GgufNames.EMBEDDING, new float[64], 2, 32);
    }

    private ObjectNode read(String arch, Consumer<GgufWriter> more) {
        GgufWriter writer = writer(arch);
        more.accept(writer);
        try (GgufModel model = GgufModel.open(writer.write(folder.resolve("model.gguf")))) {
            return GgufConfig.of(model);
        }
    }

    private void assertRefused(String arch, Consumer<GgufWriter> more, String... message) {
        assertThatThrownBy(() -> read(arch, more))
                .isInstanceOf(MuninnException.class)
                .hasMessageContainingAll(message);
    }
}
