package dev.muninn.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Rope.Scaling;
import dev.muninn.architecture.Tensor;
import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configs of dense models as they are in the wild: what other engines read wrongly and ran with. */
class DenseConfigTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");

    private static Architecture parse(String json) {
        return Families.read(JsonFields.parse(json, "config.json"), Set.of());
    }

    private static String golden(String name) throws IOException {
        return Files.readString(GOLDENS.resolve(name).resolve("config.json"));
    }

    /** The golden's config with {@code key} set to {@code value}, or without it where that is empty. */
    private static String with(String name, String key, String value) throws IOException {
        String whole = golden(name);
        String indent = whole.substring(1, whole.indexOf('"')); // of a key that is in no other object
        String json = whole.replaceFirst(indent + "\"" + key + "\": ([^,{\\[\n]*|\\{[^}]*}|\\[[^]]*])(,?)\n", "\n");
        return value.isEmpty() ? json : json.replaceFirst("\\{", "{\"" + key + "\": " + value + ",");
    }

    @ParameterizedTest
    @CsvSource({"llama, '', 8", "llama, null, 8", "llama, 16, 16", "qwen3, '', 128", "qwen3, 32, 32", "qwen2, '', 8"})
    void headWidth(String family, String value, int wanted) throws IOException {
        Attention attention = parse(with("dense/" + family, "head_dim", value)).attention();
        assertThat(attention.headWidth()).isEqualTo(wanted);
        Architecture facts = parse(with("dense/" + family, "head_dim", value));
        Param out = Layout.of(facts).get(Tensor.ATTENTION_OUT);
        assertThat(out.shape().rows()).isEqualTo(48);
        assertThat(out.shape().cols()).isEqualTo(attention.heads() * wanted);
    }

    @Test
    void biases() throws IOException {
        assertThat(parse(golden("dense/qwen2")).attention().bias()).isEqualTo(Attention.Bias.QKV);
        assertThat(parse(golden("dense/llama")).attention().bias()).isEqualTo(Attention.Bias.NONE);
        Architecture biased = parse(with("dense/llama", "attention_bias", "true"));
        assertThat(Families.stored(Layout.of(biased)).stream().map(Stored::name))
                .contains(
                        "model.layers.2.self_attn.q_proj.bias",
                        "model.layers.2.self_attn.k_proj.bias",
                        "model.layers.2.self_attn.v_proj.bias",
                        "model.layers.2.self_attn.o_proj.bias");
    }

    @Test
    void rotaryBaseAndScalingInBothStyles() throws IOException {
        String five = golden("dense/llama-tied-llama3-rope");
        String four = with("dense/llama-tied-llama3-rope", "rope_parameters", "null")
                .replaceFirst(
                        "\\{",
                        "{\"rope_theta\": 500000.0, \"rope_scaling\": {\"type\": \"llama3\", \"factor\": 8,"
                                + " \"low_freq_factor\": 1, \"high_freq_factor\": 4,"
                                + " \"original_max_position_embeddings\": 64},");
        assertThat(parse(four)).isEqualTo(parse(five));
        assertThat(parse(five).attention().rope().scaling()).isEqualTo(new Scaling.Llama3(8, 1, 4, 64));
        assertThat(parse(with("dense/llama", "rope_parameters", ""))
                        .attention()
                        .rope()
                        .base())
                .isEqualTo(10_000);
        String both = with("dense/llama", "rope_theta", "10000.0");
        assertThat(parse(both)).isEqualTo(parse(golden("dense/llama")));
    }

    /** What changes results and is not understood is refused by file and key. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            llama   | rope_theta            | 500000.0 | 'rope_parameters.rope_theta': found 10000.0, wanted as 'rope_theta' beside it says, 500000.0
            llama   | rope_scaling          | {"rope_type": "dynamic", "factor": 2} | 'rope_scaling.rope_type': found 'dynamic', wanted one of
            llama   | rope_scaling          | {"rope_type": "linear", "factor": 2} | 'rope_scaling': found Linear
            llama   | rope_parameters       | {"rope_type": "longrope"} | 'rope_parameters.rope_type': found 'longrope'
            llama   | rope_parameters       | {"rope_type": "linear"} | 'rope_parameters.factor': found nothing
            llama   | partial_rotary_factor | 0.5      | 'partial_rotary_factor': found 0.5, wanted 1 or nothing
            llama   | mlp_bias              | true     | 'mlp_bias': found true
            llama   | hidden_act            | "gelu"   | 'hidden_act': found 'gelu'
            llama   | quantization_config   | {"quant_method": "awq"} | 'quantization_config': found an object
            llama   | logits_scaling        | 8.0      | 'logits_scaling': found 8.0
            llama   | final_logit_softcapping | 30.0   | 'final_logit_softcapping': found 30.0
            llama   | num_local_experts     | 8        | 'num_local_experts': found 8
            qwen3   | layer_types           | ["linear_attention"] | 'layer_types': found 'linear_attention'
            llama   | num_key_value_heads   | 4        | num_key_value_heads is 4, it must divide
            """)
    void refused(String family, String key, String value, String message) throws IOException {
        String json = with("dense/" + family, key, value);
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("config.json: ")
                .hasMessageContaining(message);
    }

    /** What changes nothing is ignored. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            llama   | torch_dtype           | "bfloat16"
            llama   | attention_dropout     | 0.1
            llama   | pretraining_tp        | 4
            llama   | partial_rotary_factor | 1.0
            llama   | num_experts           | 0
            llama   | rope_scaling          | null
            llama   | rope_scaling          | {"rope_type": "default"}
            llama   | quantization_config   | null
            llama   | pad_token_id          | -1
            llama   | unknown_key           | {"a": [1]}
            qwen2   | max_window_layers     | 1
            qwen2   | sliding_window        | 4
            mistral | sliding_window        | null
            mistral | sliding_window        | 4096
            llama   | bos_token_id          | [1]
            """)
    void ignored(String family, String key, String value) throws IOException {
        assertThat(parse(with("dense/" + family, key, value))).isEqualTo(parse(golden("dense/" + family)));
    }

    /** A window ends the context: up to there it hides nothing, so every result is the model's. */
    @Test
    void windows() throws IOException {
        assertThat(parse(with("dense/mistral", "sliding_window", "4")).context())
                .isEqualTo(4);
        String on = with("dense/qwen2", "use_sliding_window", "true")
                .replace("\"sliding_window\": null", "\"sliding_window\": 7");
        assertThat(parse(on).context()).as("layer_types say that none slides").isEqualTo(256);
        String mixed = on.replaceFirst("\"full_attention\"", "\"sliding_attention\"");
        assertThat(parse(mixed).context()).isEqualTo(7);
        String byNumber = on.replaceFirst("\"layer_types\": \\[[^]]*],", "");
        assertThat(parse(byNumber).context()).isEqualTo(256);
        assertThat(parse(byNumber.replace("\"max_window_layers\": 28", "\"max_window_layers\": 2"))
                        .context())
                .isEqualTo(7);
    }

    @Test
    void aliases() throws IOException {
        String json = golden("huginn-tiny")
                .replace("\"n_embd\"", "\"hidden_size\"")
                .replace("\"n_heads\": 4,", "")
                .replaceFirst("\"n_layers\": \\d+,", "");
        assertThat(parse(json)).isEqualTo(parse(golden("huginn-tiny")));
        assertThatThrownBy(() -> parse(golden("huginn-tiny").replace("\"n_heads\": 4", "\"n_heads\": 2")))
                .hasMessageContaining("'num_attention_heads': found 4, wanted as 'n_heads' says, 2");
        assertThatThrownBy(() -> parse(with("huginn-tiny", "rope_theta", "10000")))
                .hasMessageContaining("'rope_base': found 50000.0, wanted what rope_theta");
        assertThat(parse(with("huginn-tiny", "rope_theta", "50000")).family()).isEqualTo("huginn_raven");
    }

    @Test
    void ourosThresholdMayBeZero() throws IOException {
        assertThat(parse(with("ouro-tiny", "early_exit_threshold", "0.0"))
                        .loop()
                        .gateThreshold())
                .hasValue(0);
        String five = with("ouro-tiny", "rope_theta", "")
                .replaceFirst("\\{", "{\"rope_parameters\": {\"rope_theta\": 10000.0, \"rope_type\": \"default\"},");
        assertThat(parse(five)).isEqualTo(parse(golden("ouro-tiny")));
    }

    @Test
    void whatNanbeigeDoesNotImplementIsRefused() throws IOException {
        String json = golden("dense/llama").replace("\"llama\"", "\"nanbeige\"");
        assertThat(parse(json).loop().depth().mean()).isEqualTo(1);
        assertThatThrownBy(() -> parse(json.replaceFirst("\\{", "{\"loop_share_kv\": true,")))
                .hasMessageContaining("'loop_share_kv': found true");
    }
}
