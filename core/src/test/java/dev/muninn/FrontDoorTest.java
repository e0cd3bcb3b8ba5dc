package dev.muninn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Engine#chat}, {@link Engine#complete} and what they take from the model's files. */
@Timeout(60)
class FrontDoorTest {
    private static final EngineOptions ONE_THREAD =
            EngineOptions.defaults().withKernels("scalar").withThreads(1);

    @TempDir
    private Path directory;

    private Engine engine(String generationConfig) throws IOException {
        Path model = directory.resolve("tiny");
        if (!Files.exists(model)) {
            ByteModel.write(model, ByteModel.TEMPLATE);
        }
        Files.writeString(model.resolve("generation_config.json"), generationConfig);
        return Engine.load(model.toString(), ONE_THREAD);
    }

    @Test
    void answersAsTheRequestOfAllDefaultsDoes() throws IOException {
        try (Engine engine = engine("{}")) {
            Answer answer = engine.complete("Hello").maxTokens(9).run();
            Generated same = engine.generate(Request.builder(engine.tokenizer().encode("Hello", true))
                    .recurrences(ByteModel.MEAN)
                    .stopTokens(engine.stopTokens())
                    .maxTokens(9)
                    .build());
            assertThat(answer.tokens()).containsExactly(same.tokenIds());
            assertThat(answer.text()).isEqualTo(engine.tokenizer().decode(same.tokenIds(), true));
            assertThat(answer.recurrences()).containsOnly(ByteModel.MEAN);
            assertThat(answer.passes()).isEqualTo(same.corePasses());
            assertThat(answer.bytes()).isEqualTo(same.kvBytes());
            assertThat(answer.finish()).isEqualTo(Finish.LENGTH);
        }
    }

    @Test
    void streamsTheTextOfAChat() throws IOException {
        try (Engine engine = engine("{}")) {
            StringBuilder streamed = new StringBuilder();
            Answer answer = engine.chat("Hi").recurrences(3).maxTokens(12).stream(streamed::append);
            assertThat(streamed).hasToString(answer.text());
            int[] prompt = engine.tokenizer().encode("[user] Hi\n[assistant]", false);
            assertThat(answer.generated().promptTokens()).isEqualTo(prompt.length);
            assertThat(answer.recurrences()).containsOnly(3);
            assertThat(engine.complete(prompt)
                            .recurrences(3)
                            .maxTokens(12)
                            .run()
                            .tokens())
                    .containsExactly(answer.tokens());
        }
    }

    @Test
    void endsBeforeAStopStringOfTheRequestOrTheFile() throws IOException {
        String whole;
        try (Engine engine = engine("{}")) {
            whole = engine.complete("Hello").maxTokens(20).run().text();
        }
        String stop = whole.substring(4, 6);
        String expected = whole.substring(0, whole.indexOf(stop));
        try (Engine engine = engine("{}")) {
            Answer answer = engine.complete("Hello").maxTokens(20).stop(stop).run();
            assertThat(answer.text()).isEqualTo(expected);
            assertThat(answer.stopped()).isTrue();
            assertThat(answer.finish()).isEqualTo(Finish.STOP);
        }
        try (Engine engine = engine("{\"stop_strings\": " + quoted(stop) + "}")) {
            assertThat(engine.complete("Hello").maxTokens(20).run().text()).isEqualTo(expected);
        }
    }

    private static String quoted(String text) {
        return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(text);
    }

    @Test
    void neverDrawsASuppressedToken() throws IOException {
        int first;
        try (Engine engine = engine("{}")) {
            first = engine.complete("Hello").maxTokens(1).run().tokens()[0];
        }
        try (Engine engine = engine("{\"suppress_tokens\": [" + first + "]}")) {
            assertThat(engine.complete("Hello").maxTokens(30).run().tokens()).doesNotContain(first);
        }
    }

    @Test
    void aSettingMadeLaterGoesBeforeAnEarlierOne() throws IOException {
        try (Engine engine = engine("{}")) {
            Request request = engine.complete("Hello")
                    .recurrences(2)
                    .with(builder -> builder.recurrences(5))
                    .temperature(0.5)
                    .seed(7)
                    .request();
            assertThat(request.recurrences()).isEqualTo(5);
            assertThat(request.sampling().temperature()).isEqualTo(0.5f);
            assertThat(request.seed()).isEqualTo(7);
        }
    }

    @Test
    void withoutALimitAnAnswerMayFillTheContext() throws IOException {
        try (Engine engine = engine("{}")) {
            int prompt = engine.complete("Hello").request().prompt().length;
            assertThat(engine.complete("Hello").request().maxTokens()).isEqualTo(ByteModel.CONTEXT - prompt);
        }
        try (Engine engine = engine("{\"max_new_tokens\": 11}")) {
            assertThat(engine.complete("Hello").request().maxTokens()).isEqualTo(11);
        }
        try (Engine engine = engine("{\"max_length\": 20}")) {
            int prompt = engine.complete("Hello").request().prompt().length;
            assertThat(engine.complete("Hello").request().maxTokens()).isEqualTo(20 - prompt);
        }
    }

    @Test
    void doSampleDecidesWhetherTokensAreDrawn() throws IOException {
        assertThat(temperature("{}")).isEqualTo(0);
        assertThat(temperature("{\"do_sample\": false, \"temperature\": 0.7}")).isEqualTo(0);
        assertThat(temperature("{\"do_sample\": true}")).isEqualTo(1);
        assertThat(temperature("{\"do_sample\": true, \"temperature\": 0.5}")).isEqualTo(0.5f);
        assertThat(temperature("{\"temperature\": 0.25}")).isEqualTo(0.25f);
    }

    private float temperature(String generationConfig) throws IOException {
        try (Engine engine = engine(generationConfig)) {
            return engine.requestDefaults().sampling().temperature();
        }
    }

    @Test
    void theFilesLenientValuesMeanNoFilter() throws IOException {
        try (Engine engine = engine("{\"top_k\": -1, \"top_p\": 0}")) {
            assertThat(engine.requestDefaults().sampling().topK()).isZero();
            assertThat(engine.requestDefaults().sampling().topP()).isEqualTo(Float.MIN_VALUE);
        }
    }

    @Test
    void stopTokensOfTheFileEndAnAnswer() throws IOException {
        int second;
        try (Engine engine = engine("{}")) {
            second = engine.complete("Hello").maxTokens(2).run().tokens()[1];
        }
        try (Engine engine = engine("{\"eos_token_id\": [" + second + "]}")) {
            assertThat(engine.requestDefaults().stopTokens()).isEqualTo(Set.of(second, ByteModel.END));
            assertThat(engine.complete("Hello").run().finish()).isEqualTo(Finish.STOP);
        }
    }

    @Test
    void holdsAnAnswerToASchema() throws IOException {
        try (Engine engine = engine("{}")) {
            String schema = "{\"enum\": [\"yes\", \"no\"]}";
            assertThat(engine.chat("Well?").schema(schema).run().text()).isIn("\"yes\"", "\"no\"");
        }
    }

    @Test
    void aListenerEndsTheAnswer() throws IOException {
        try (Engine engine = engine("{}")) {
            Answer answer = engine.complete("Hello").maxTokens(20).run(piece -> false);
            assertThat(answer.tokens()).hasSize(1);
            assertThat(answer.finish()).isEqualTo(Finish.LISTENER);
        }
    }

    @Test
    void namesWhatItDidNotFind() {
        assertThatThrownBy(() -> Engine.load("no-such-model"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("no-such-model: no such directory");
    }

    @Test
    void anEmptyTextIsRefused() throws IOException {
        try (Engine engine = engine("{}")) {
            assertThatThrownBy(() -> engine.complete(""))
                    .isInstanceOf(MuninnException.class)
                    .hasMessage("the prompt is empty; give some text to go on with");
        }
    }
}
