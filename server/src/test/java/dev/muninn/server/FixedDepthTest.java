package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.weights.DType;
import dev.muninn.weights.ModelDirectory;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dense model, served: it passes its layers once, whatever clients that know deeper models ask for. */
class FixedDepthTest extends ServerFixture {
    private static final String LLAMA = """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 258, "hidden_size": 32,
             "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 16,
             "hidden_act": "silu", "max_position_embeddings": 512, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
             "bos_token_id": 256, "eos_token_id": 257, "tie_word_embeddings": false}
            """;

    /** The tokenizer puts BOS before every text. */
    private static final String BEGINS = """
            {"post_processor": {"type": "TemplateProcessing",
              "single": [{"SpecialToken": {"id": "<|begin|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
              "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
              "special_tokens": {"<|begin|>": {"id": "<|begin|>", "ids": [256], "tokens": ["<|begin|>"]}}},
            """;

    @TempDir
    static Path directory;

    @Override
    ServerOptions options() {
        return super.options().withWarmUp(true);
    }

    @Override
    Engine engine() {
        Path dense = directory.resolve("dense");
        try {
            Path config = Files.createDirectories(directory.resolve("config"));
            Files.writeString(config.resolve("config.json"), LLAMA);
            new RandomCheckpoint(ModelDirectory.facts(config), DType.F32, 3, 1).write(dense);
            for (String file : new String[] {"tokenizer_config.json", "chat_template.jinja"}) {
                Files.copy(model.resolve(file), dense.resolve(file));
            }
            String tokenizer = Files.readString(model.resolve("tokenizer.json"));
            Files.writeString(dense.resolve("tokenizer.json"), tokenizer.replaceFirst("\\{", BEGINS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Engine.load(dense, EngineOptions.defaults().withKernels("scalar").withThreads(1));
    }

    @Test
    void warmsUpAndSaysHowDeepItGoes() {
        assertThat(server.warmedFor()).isPositive();
        assertThat(get("/v1/models").json().at("/data/0").toString()).contains("\"max_recurrences\":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "minimal", "low", "medium", "high", "max"})
    void everyEffortIsItsOwnDepth(String effort) {
        Answer answer = post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':'Hi'}],'max_tokens':3,'reasoning_effort':'%s'}"
                        .formatted(effort));
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
    }

    @Test
    void moreRecurrencesThanItHasAreRefused() {
        Answer answer = post("/v1/completions", "{'prompt':'Hi','max_tokens':3,'muninn':{'recurrences':2}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("message").asString()).contains("recurrences", "1");
    }

    @ParameterizedTest
    @CsvSource({"Hi, 3", "<|begin|>Hi, 3", "<|begin|><|begin|>Hi, 4", "H<|begin|>i, 4"})
    void aTextThatSpellsBosGetsNoSecondOne(String prompt, int tokens) {
        Answer answer = post("/v1/completions", "{'prompt':'%s','max_tokens':1}".formatted(prompt));
        assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(tokens);
    }
}
