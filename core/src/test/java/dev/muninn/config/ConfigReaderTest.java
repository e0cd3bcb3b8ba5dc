package dev.muninn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.family.OuroFacts;
import dev.muninn.family.RavenFacts;
import dev.muninn.weights.ModelDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path RAVEN = RESOURCES.resolve("goldens/huginn-tiny/config.json");
    private static final Path OURO = RESOURCES.resolve("goldens/ouro-tiny/config.json");

    @Test
    void readsTheRealHuginn() {
        Architecture config = ModelDirectory.facts(RESOURCES.resolve("huginn-0125"));
        assertThat(config)
                .isEqualTo(RavenFacts.of(
                        65536,
                        5280,
                        55,
                        55,
                        96,
                        17920,
                        1e-6f,
                        50000,
                        4096,
                        2,
                        4,
                        2,
                        32,
                        8,
                        true,
                        true,
                        0,
                        new SpecialTokens(OptionalInt.of(65504), List.of(65505), OptionalInt.of(65509))));
        assertThat(config.blocksAt(32)).isEqualTo(132);
        assertThat(config.family()).isEqualTo("huginn_raven");
    }

    @Test
    void readsOuro() throws IOException {
        Architecture config = Configs.parse(text(OURO), "c");
        assertThat(config)
                .isEqualTo(OuroFacts.of(101, 48, 4, 2, 12, 88, 1e-6f, 10000, 256, 3, 4, 1f, false, SpecialTokens.NONE));
        assertThat(config.blocksAt(4)).isEqualTo(12);
        assertThat(config.prelude().blocks() + config.coda().blocks()).isZero();
    }

    @Test
    void roundsTheVocabularyUpToThePaddingMultiple() throws IOException {
        String json = text(RAVEN).replace("\"padding_multiple\": 1,", "\"padding_multiple\": 64,");
        assertThat(Configs.parse(json, "c").vocab()).isEqualTo(128);
        String padded = json.replace("\"padding_multiple\"", "\"padded_vocab_size\": 256, \"padding_multiple\"");
        assertThat(Configs.parse(padded, "c").vocab()).isEqualTo(256);
    }

    @Test
    void readsGenerationDefaults() {
        GenerationDefaults real =
                ConfigReader.readGenerationDefaults(RESOURCES.resolve("huginn-0125/generation_config.json"));
        assertThat(real.specialTokens().eos()).containsExactly(65505);
        assertThat(real.temperature()).isEmpty();
        GenerationDefaults given = ConfigReader.parseGenerationDefaults(
                "{\"eos_token_id\": [7, 9], \"temperature\": 0.5, \"top_k\": 40, \"top_p\": 1.0, \"pad_token_id\": null}",
                "g");
        assertThat(given.specialTokens())
                .isEqualTo(new SpecialTokens(OptionalInt.empty(), List.of(7, 9), OptionalInt.empty()));
        assertThat(given.temperature()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(given.topK()).isEqualTo(OptionalInt.of(40));
        assertThat(given.topP()).isEqualTo(OptionalDouble.of(1));
        assertThatThrownBy(() -> ConfigReader.parseGenerationDefaults("{\"top_p\": 1.5}", "g"))
                .isInstanceOf(MuninnException.class)
                .hasMessage("g: 'top_p': found 1.5, wanted a number between 0.0 and 1.0");
    }

    /** Each line: what a generation_config.json says, and what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "num_beams": 4                       | 'num_beams': found 4.0, wanted 1.0, which changes nothing
            "no_repeat_ngram_size": 3            | 'no_repeat_ngram_size': found 3.0, wanted 0.0
            "typical_p": 0.9                     | 'typical_p': found 0.9, wanted 1.0
            "min_new_tokens": 5                  | 'min_new_tokens': found 5.0, wanted 0.0
            "bad_words_ids": [[5]]               | 'bad_words_ids': found a value, wanted null or absent
            "forced_eos_token_id": 2             | 'forced_eos_token_id': found a value
            "do_sample": "yes"                   | 'do_sample': found
            "top_k": -2                          | 'top_k': found -2
            "stop_strings": [""]                 | 'stop_strings': found an empty text
            "stop_strings": [3]                  | 'stop_strings': found 3, wanted a text or a list of texts
            "suppress_tokens": [-1]              | 'suppress_tokens': found -1
            "max_length": 0                      | 'max_length': found 0
            """)
    void refusesGenerationDefaultsThatItCannotFollow(String entry, String message) {
        assertThatThrownBy(() -> ConfigReader.parseGenerationDefaults("{" + entry + "}", "g"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("g: ")
                .hasMessageContaining(message);
    }

    @Test
    void ignoresNeutralAndUnknownGenerationDefaults() {
        GenerationDefaults given = ConfigReader.parseGenerationDefaults("""
                {"num_beams": 1, "typical_p": 1.0, "no_repeat_ngram_size": 0, "bad_words_ids": null, "use_cache": true,
                 "length_penalty": 0.5, "transformers_version": "5.24", "_from_model_config": true, "top_k": -1,
                 "stop_strings": "END"}
                """, "g");
        assertThat(given.topK()).isEqualTo(OptionalInt.of(0));
        assertThat(given.stopStrings()).containsExactly("END");
    }

    /** Each line: a key of the golden config, the value put there, and what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            n_embd                      | 49            | 'n_heads': found 4, wanted a divisor of n_embd (49)
            n_embd                      | -48           | 'n_embd': found -48, wanted an integer between 2 and 1000000
            n_embd                      | 2000000       | 'n_embd': found 2000000, wanted an integer between
            n_embd                      | "48"          | 'n_embd': found '48', wanted an integer
            n_embd                      | 48.5          | 'n_embd': found 48.5, wanted an integer
            n_embd                      | NaN           | 'n_embd': found NaN, wanted an integer
            n_embd                      | 99999999999999999999999999999999 | 'n_embd': found 99999999999999999999999999999999, wanted
            n_embd                      | [48]          | 'n_embd': found a list, wanted an integer
            n_embd                      | null          | 'n_embd': found nothing, wanted an integer
            n_heads                     | 0             | 'num_attention_heads': found 4, wanted as 'n_heads' says, 0
            n_heads                     | 16            | 'num_attention_heads': found 4, wanted as 'n_heads' says, 16
            head_dim                    | 24            | 'head_dim': found 24, wanted n_embd / n_heads = 12
            num_key_value_heads         | 3             | num_key_value_heads is 3, it must divide the number of heads (4)
            num_key_value_heads         | 2             | qk_bias is defined for as many key-value heads as heads, found 4 and 2
            vocab_size                  | 100000001     | 'vocab_size': found 100000001
            vocab_size                  | 100000000     | the embedding would be (100000000, 48), it must have fewer than 2^31
            norm_eps                    | NaN           | 'norm_eps': found NaN, wanted a finite number
            norm_eps                    | 0             | the norm's epsilon is 0.0, it must be above 0
            norm_eps                    | 1e-99         | the norm's epsilon is 0.0, it must be above 0
            rope_base                   | Infinity      | 'rope_base': found Infinity, wanted a finite number
            rope_base                   | 1e9999999999  | 'rope_base': found
            n_layers_in_recurrent_block | 0             | 'n_layers_in_recurrent_block': found 0
            mean_recurrence             | true          | 'mean_recurrence': found true, wanted an integer
            qk_bias                     | "yes"         | 'qk_bias': found 'yes', wanted true or false
            bias                        | true          | 'bias': found true, wanted false, the only kind implemented
            nonlin_name                 | "GELU"        | 'nonlin_name': found 'GELU', wanted 'SiLU', the only kind implemented
            norm_class_name             | "LayerNorm"   | 'norm_class_name': found 'LayerNorm', wanted 'RMSNorm_llama'
            block_class_name            | "Pre"         | 'block_class_name': found 'Pre', wanted 'SandwichBlock'
            mlp_class_name              | "MLP"         | 'mlp_class_name': found 'MLP', wanted 'GatedMLP'
            injection_type              | "add"         | 'injection_type': found 'add', wanted 'linear'
            state_init                  | "zero"        | 'state_init': found 'zero', wanted 'like-init'
            tie_word_embeddings         | false         | 'tie_embeddings': found true, wanted as 'tie_word_embeddings' says, false
            model_type                  | "lama"        | 'model_type': found 'lama', wanted one of the supported families: huginn_raven, ouro
            model_type                  | 3             | 'model_type': found 3, wanted a text
            """)
    void refusesARavenConfigAndSaysWhy(String key, String value, String message) throws IOException {
        String json = text(RAVEN).replaceFirst("\"" + key + "\": [^,\n]*", "\"" + key + "\": " + value);
        assertThat(json).as("the golden has the key").isNotEqualTo(text(RAVEN));
        assertThatThrownBy(() -> Configs.parse(json, "dir/config.json"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("dir/config.json: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hidden_act           | "gelu"   | 'hidden_act': found 'gelu', wanted 'silu'
            use_sliding_window   | true     | 'use_sliding_window': found true, wanted false
            head_dim             | 13       | head_dim is 13, it must be even
            num_key_value_heads  | 3        | num_key_value_heads is 3, it must divide the number of heads (4)
            early_exit_threshold | 1.5      | 'early_exit_threshold': found 1.5
            total_ut_steps       | 0        | 'total_ut_steps': found 0
            torch_dtype          | "x", "rope_scaling": {"type": "ntk"} | 'rope_scaling.type': found 'ntk', wanted one of default, linear, llama3, yarn
            torch_dtype          | "x", "layer_types": ["full_attention", "sliding_attention"] | 'layer_types': found 'sliding_attention'
            torch_dtype          | "x", "eos_token_id": [1, "2"] | 'eos_token_id': found '2', wanted an integer
            """)
    void refusesAnOuroConfigAndSaysWhy(String key, String value, String message) throws IOException {
        String json = text(OURO).replaceFirst("\"" + key + "\": [^,\n]*", "\"" + key + "\": " + value);
        assertThatThrownBy(() -> Configs.parse(json, "config.json"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("config.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnOddHeadWidth() throws IOException {
        String json = text(RAVEN)
                .replace("\"n_heads\": 4", "\"n_heads\": 16")
                .replace("\"num_attention_heads\": 4", "\"num_attention_heads\": 16")
                .replace("\"num_key_value_heads\": 4", "\"num_key_value_heads\": 16")
                .replace("\"head_dim\": 12", "\"head_dim\": 3");
        assertThatThrownBy(() -> Configs.parse(json, "c"))
                .isInstanceOf(MuninnException.class)
                .hasMessage("c: head_dim is 3, it must be even: RoPE rotates pairs");
    }

    @Test
    void refusesAnEmbeddingScaleThatIsNotTheOneComputed() throws IOException {
        String json = text(RAVEN).replace("\"n_embd\"", "\"init_values\": {\"embed_scale\": 1.0}, \"n_embd\"");
        assertThatThrownBy(() -> Configs.parse(json, "c"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'init_values.embed_scale': found 1.0, wanted the square root of n_embd, 6.928");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": 1,            | c: not valid JSON at line 1
            {"a": 1} {          | c: not valid JSON at line 1
            {"a": 1, "a": 2}    | c: not valid JSON at line 1, column 13: Duplicate
            [1, 2]              | c: found a list, wanted a JSON object
            ``                  | c: found nothing, wanted a JSON object
            {}                  | c: 'model_type': found nothing, wanted a text
            """)
    void malformedTextIsOneMessage(String json, String message) {
        assertThatThrownBy(() -> Configs.parse(json, "c"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void deepNestingIsAMessage() {
        assertThatThrownBy(() -> Configs.parse("{\"a\":" + "[".repeat(1_000_000), "c"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("c: not valid JSON");
    }

    @Test
    void missingAndNonUtf8FilesAreMessages(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("config.json");
        assertThatThrownBy(() -> ModelDirectory.facts(directory)).hasMessage(path + ": no such file");
        Files.write(path, new byte[] {'{', (byte) 0xff, '}'});
        assertThatThrownBy(() -> ModelDirectory.facts(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("not UTF-8");
    }

    private static String text(Path path) throws IOException {
        return Files.readString(path, StandardCharsets.UTF_8);
    }
}
