package dev.muninn.sampling.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.muninn.error.MuninnException;
import dev.muninn.sampling.LogitsRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A model that knows nothing, held to a schema. */
class GrammarRuleTest {
    private static final int END = 300;
    private static final int SPECIAL = 301;
    private static final int LONGEST = 50_000;
    private static final List<String> MERGED = List.of(
            "{\"",
            "\":",
            "\": ",
            "\", \"",
            "true",
            "false}",
            "null",
            "}}",
            "]}",
            "[[",
            ", ",
            ",",
            "12",
            "0.",
            "e",
            "\\u00",
            "ö",
            "€ ",
            "\"}",
            "kind",
            "\": \"",
            " ",
            "  ",
            "\n",
            "value\": ",
            "{}",
            "[]",
            "\"\"",
            "<|end|>");

    private static final SchemaRegistry VALIDATOR =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** All bytes, pieces of JSON, an end and a special token; some pieces are half a character. */
    private static byte[] bytesOf(int id) {
        if (id < 256) {
            return new byte[] {(byte) id};
        }
        if (id < 256 + MERGED.size()) {
            return MERGED.get(id - 256).getBytes(StandardCharsets.UTF_8);
        }
        return id == 299 ? new byte[] {'a', (byte) 0xC3} : new byte[0];
    }

    private static final TokenTable TOKENS = new TokenTable(SPECIAL + 1, GrammarRuleTest::bytesOf);

    private static GrammarRule rule(String schema) {
        return new GrammarRule(JsonSchema.grammar(schema), TOKENS, Set.of(END));
    }

    /** The tokens drawn from logits that are noise. */
    private static int[] draw(LogitsRule.Applied rule, Random random) {
        int[] tokens = new int[LONGEST];
        for (int i = 1; i < LONGEST; i++) {
            float[] logits = new float[SPECIAL + 3]; // wider than the vocabulary, as models are
            for (int id = 0; id < logits.length; id++) {
                logits[id] = random.nextFloat();
            }
            rule.apply(logits, tokens, 1, i);
            int best = 0;
            for (int id = 0; id < logits.length; id++) {
                best = logits[id] > logits[best] ? id : best;
            }
            if (best == END) {
                return Arrays.copyOfRange(tokens, 1, i);
            }
            tokens[i] = best;
        }
        throw new AssertionError(
                "no end after %s tokens: %s…".formatted(LONGEST, text(tokens).substring(0, 500)));
    }

    private static String text(int[] tokens) {
        var bytes = new java.io.ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(bytesOf(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void noiseHeldToASchemaIsValid() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            String schema = RandomSchema.draw(random).toString();
            Schema judge = VALIDATOR.getSchema(schema);
            String text = text(draw(rule(schema).start(), random));
            assertThat(judge.validate(text, InputFormat.JSON))
                    .as("%s by %s", text, schema)
                    .isEmpty();
            assertThat(text).doesNotContain("\uFFFD");
        }
    }

    /** Schemas as pydantic and zod write them; the judge looks at formats too. */
    @ParameterizedTest
    @MethodSource("librarySchemas")
    void noiseHeldToALibrarysSchemaIsValid(String from, String schema) {
        Schema judge = VALIDATOR.getSchema(schema);
        for (int seed = 0; seed < 5; seed++) {
            String text = text(draw(rule(schema).start(), new Random(seed)));
            var errors = judge.validate(
                    text,
                    InputFormat.JSON,
                    context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
            assertThat(errors)
                    .as("%s: %s", from, text)
                    // the judge knows which top-level domains there are
                    .filteredOn(error -> !error.getInstanceLocation().toString().equals("/mail"))
                    .isEmpty();
        }
    }

    static Stream<Arguments> librarySchemas() throws IOException {
        return JsonMapper.shared()
                .readTree(Path.of("src/test/resources/schemas/pydantic-zod.json"))
                .valueStream()
                .map(entry -> Arguments.of(
                        entry.get("from").asString(), entry.get("schema").toString()));
    }

    @Test
    void anyObjectIsAnObject() {
        Schema judge = VALIDATOR.getSchema("{\"type\":\"object\"}");
        for (int seed = 0; seed < 30; seed++) {
            var rule = new GrammarRule(JsonSchema.anyObject(), TOKENS, Set.of(END)).start();
            String text = text(draw(rule, new Random(seed)));
            assertThat(judge.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
    }

    /** As drafts do: positions are asked for again with other tokens before them, and beyond the end. */
    @Test
    void theRuleDependsOnTheTokensAlone() {
        Random random = new Random(5);
        for (int seed = 0; seed < 20; seed++) {
            GrammarRule rule = rule(RandomSchema.draw(new Random(seed)).toString());
            List<int[]> texts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                texts.add(draw(rule.start(), random));
            }
            LogitsRule.Applied used = rule.start();
            for (int i = 0; i < 15; i++) {
                int[] tokens = Arrays.copyOf(texts.get(random.nextInt(3)), 200);
                int length = random.nextInt(60);
                if (random.nextInt(4) == 0) {
                    tokens[random.nextInt(200)] = END;
                }
                float[] fresh = new float[SPECIAL + 1];
                float[] again = new float[SPECIAL + 1];
                rule.start().apply(fresh, tokens, 0, length);
                used.apply(again, tokens, 0, length);
                assertThat(again).isEqualTo(fresh);
            }
        }
    }

    @Test
    void onlyTheEndFollowsTheEnd() {
        LogitsRule.Applied rule = rule("{\"const\": 1}").start();
        float[] logits = new float[SPECIAL + 1];
        rule.apply(logits, new int[] {'1'}, 0, 1);
        for (int id = 0; id < logits.length; id++) {
            assertThat(logits[id]).isEqualTo(id == END ? 0 : Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void whatCannotBeSpelledIsSaid() {
        TokenTable letters = new TokenTable(2, id -> new byte[] {(byte) ('a' + id)});
        assertThatThrownBy(() -> new GrammarRule(JsonSchema.anyObject(), letters, Set.of(1)))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("no token for ' '");
        TokenTable ascii = new TokenTable(128, id -> new byte[] {(byte) id});
        var rule = new GrammarRule(JsonSchema.grammar("{\"const\":\"ü\"}"), ascii, Set.of(128)).start();
        assertThatThrownBy(() -> rule.apply(new float[129], new int[] {'"'}, 0, 1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("after '\"': its vocabulary lacks a character");
        assertThatThrownBy(() -> new GrammarRule(JsonSchema.anyObject(), TOKENS, Set.of()))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("eos_token_id");
    }

    /** Two ways at every bracket: 2^40 in the end, of which a bounded number is kept. */
    @Test
    void manyWaysAtOnceAreBounded() {
        String list = "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}";
        Grammar grammar = JsonSchema.grammar("{\"anyOf\":[" + list + "," + list + ",{\"type\":\"null\"}]}");
        Automaton automaton = new Automaton(grammar);
        String text = "[".repeat(40) + "null" + "]".repeat(40);
        Automaton.State state = Automaton.read(automaton.start(), text.getBytes(StandardCharsets.UTF_8));
        assertThat(state.complete()).isTrue();
    }

    /** The table against the plain definition. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{\"", "{\"a\": 1", "{\"a\":\"\\", "{\"a\":\"\u00e4"})
    void tokensAreAllowedIfTheirBytesAre(String beginning) {
        Automaton automaton = new Automaton(JsonSchema.anyObject());
        Automaton.State state = Automaton.read(automaton.start(), beginning.getBytes(StandardCharsets.UTF_8));
        var allowed = TOKENS.allowed(state);
        for (int id = 0; id <= SPECIAL; id++) {
            byte[] bytes = bytesOf(id);
            assertThat(allowed.get(id))
                    .as(text(new int[] {id}))
                    .isEqualTo(bytes.length > 0 && Automaton.read(state, bytes) != null);
        }
    }
}
