package dev.muninn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.muninn.ByteModel;
import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.LatentDifference;
import dev.muninn.generate.Decoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The engine as LangChain4j sees it, with a random tiny model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MuninnChatModelTest {
    private Engine engine;

    @BeforeAll
    void load(@TempDir Path directory) throws IOException {
        engine = Engine.load(
                ByteModel.write(directory.resolve("tiny"), ByteModel.TEMPLATE),
                EngineOptions.defaults().withKernels("scalar").withThreads(1));
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private static MuninnChatRequestParameters.Builder greedy() {
        return MuninnChatRequestParameters.builder().temperature(0.0).maxOutputTokens(12);
    }

    private static ChatRequest request(ChatRequestParameters parameters) {
        return ChatRequest.builder()
                .messages(
                        SystemMessage.from("S"),
                        UserMessage.from("Hi"),
                        AiMessage.from("Yes?"),
                        UserMessage.from("1+1"))
                .parameters(parameters)
                .build();
    }

    private static MuninnChatResponseMetadata metadata(ChatResponse response) {
        return (MuninnChatResponseMetadata) response.metadata();
    }

    @Test
    void depthIsAParameterAndComesBack() {
        var model = new MuninnChatModel(engine, greedy().recurrences(5).build());
        ChatResponse response =
                model.chat(request(ChatRequestParameters.builder().build()));
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(12);
        assertThat(response.tokenUsage().inputTokenCount())
                .isEqualTo("[system] S\n[user] Hi\n[assistant] Yes?\n[user] 1+1\n[assistant]".length());
        assertThat(response.modelName()).isEqualTo("tiny");
        assertThat(metadata(response).recurrences()).hasSize(12).containsOnly(5);
        assertThat(metadata(response).generated().corePasses()).isEqualTo(1 + 11 * 5);
        // A request overrides what the model was given, and LangChain4j's own fields stay.
        ChatResponse deeper = model.chat(
                request(MuninnChatRequestParameters.builder().recurrences(9).build()));
        assertThat(metadata(deeper).recurrences()).hasSize(12).containsOnly(9);
        ChatResponse exits = model.chat(request(MuninnChatRequestParameters.builder()
                .recurrences(64)
                .exit(ExitPolicy.of(new LatentDifference(0.5)))
                .build()));
        assertThat(metadata(exits).exits()).isEqualTo(12);
        assertThat(metadata(exits).meanRecurrence()).isLessThan(64);
        ChatResponse plain = new MuninnChatModel(engine).chat(request(greedy().build()));
        assertThat(metadata(plain).recurrences()).containsOnly(ByteModel.MEAN);
        ChatResponse drafted = model.chat(request(
                greedy().recurrences(5).decoding(new Decoding.Speculative(2, 3)).build()));
        assertThat(drafted.aiMessage()).isEqualTo(response.aiMessage());
    }

    @Test
    void metadataSurvivesACopy() {
        ChatResponse response = new MuninnChatModel(engine).chat(request(greedy().build()));
        var copy = metadata(response).toBuilder().id("x").build();
        assertThat(copy.generated()).isSameAs(metadata(response).generated());
        assertThat(copy.tokenUsage()).isEqualTo(response.tokenUsage());
        assertThat(copy).isNotEqualTo(response.metadata());
        assertThat(copy.toBuilder().build()).isEqualTo(copy).hasSameHashCodeAs(copy);
    }

    @Test
    void parametersMerge() {
        var base = greedy().recurrences(5).seed(3).build();
        var override = MuninnChatRequestParameters.builder().recurrences(7).build();
        assertThat(base.overrideWith(override))
                .isEqualTo(greedy().recurrences(7).seed(3).build());
        assertThat(base.overrideWith(ChatRequestParameters.builder().topK(2).build()))
                .isEqualTo(greedy().recurrences(5).seed(3).topK(2).build());
        assertThat(override.defaultedBy(base))
                .isEqualTo(base.overrideWith(override))
                .isNotEqualTo(base);
    }

    @Test
    void structuredOutputIsHeldToItsSchema() {
        JsonSchema schema = JsonSchema.builder()
                .name("Sum")
                .rootElement(JsonObjectSchema.builder()
                        .addIntegerProperty("sum")
                        .addEnumProperty("sign", List.of("plus", "minus"))
                        .addProperty(
                                "next",
                                JsonObjectSchema.builder()
                                        .addProperty("a", new JsonIntegerSchema())
                                        .build())
                        .required("sum", "sign")
                        .build())
                .build();
        for (int seed = 0; seed < 5; seed++) {
            var parameters = MuninnChatRequestParameters.builder()
                    .responseFormat(schema)
                    .maxOutputTokens(300)
                    .seed(seed)
                    .build();
            ChatResponse response = new MuninnChatModel(engine).chat(request(parameters));
            assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
            JsonNode json = JsonMapper.shared().readTree(response.aiMessage().text());
            assertThat(json.path("sum").isIntegralNumber()).isTrue();
            assertThat(json.path("sign").asString()).isIn("plus", "minus");
        }
        var raw = JsonSchema.builder()
                .name("raw")
                .rootElement(JsonRawSchema.from("{\"const\": [1, 2]}"))
                .build();
        ChatResponse response = new MuninnChatModel(engine)
                .chat(request(greedy().responseFormat(raw).build()));
        assertThat(response.aiMessage().text()).isEqualTo("[1,2]");
        assertThat(new MuninnChatModel(engine).supportedCapabilities()).hasSize(1);
        var json = ResponseFormat.builder().type(ResponseFormatType.JSON).build();
        ChatResponse object = new MuninnChatModel(engine)
                .chat(request(greedy().responseFormat(json).build()));
        assertThat(object.aiMessage().text()).startsWith("{");
    }

    /** Collects a stream; cancels after {@code most} pieces. */
    private static final class Collector implements StreamingChatResponseHandler {
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private final StringBuilder pieces = new StringBuilder();
        private final int most;
        private int count;

        Collector(int most) {
            this.most = most;
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            pieces.append(piece.text());
            if (++count == most) {
                context.streamingHandle().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }
    }

    @Test
    void aStreamAddsUpToTheWhole() throws Exception {
        ChatResponse whole = new MuninnChatModel(engine).chat(request(greedy().build()));
        Collector collector = new Collector(Integer.MAX_VALUE);
        new MuninnStreamingChatModel(engine, greedy().build())
                .chat(request(ChatRequestParameters.builder().build()), collector);
        ChatResponse streamed = collector.whole.get(30, TimeUnit.SECONDS);
        assertThat(collector.pieces).hasToString(whole.aiMessage().text());
        assertThat(streamed.aiMessage()).isEqualTo(whole.aiMessage());
        assertThat(metadata(streamed).recurrences()).isEqualTo(metadata(whole).recurrences());
    }

    @Test
    void aCancelledStreamEnds() throws Exception {
        Collector collector = new Collector(2);
        new MuninnStreamingChatModel(engine)
                .chat(request(greedy().maxOutputTokens(300).build()), collector);
        ChatResponse streamed = collector.whole.get(30, TimeUnit.SECONDS);
        assertThat(streamed.finishReason()).isEqualTo(FinishReason.OTHER);
        assertThat(streamed.tokenUsage().outputTokenCount()).isLessThan(30);
    }

    @Test
    void stopSequencesEndTheText() {
        String whole = new MuninnChatModel(engine)
                .chat(request(greedy().build()))
                .aiMessage()
                .text();
        String stop = whole.substring(4, 6);
        ChatResponse stopped = new MuninnChatModel(engine)
                .chat(request(greedy().stopSequences(stop).build()));
        assertThat(stopped.aiMessage().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void whatIsNotThereIsRefused() throws Exception {
        var model = new MuninnChatModel(engine);
        var tools = greedy().toolSpecifications(
                        ToolSpecification.builder().name("f").build())
                .build();
        assertThatThrownBy(() -> model.chat(request(tools)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("tools");
        assertThatThrownBy(
                        () -> model.chat(request(greedy().presencePenalty(1.0).build())))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> model.chat(UserMessage.from(ImageContent.from("http://x/y.png"))))
                .isInstanceOf(UnsupportedFeatureException.class);
        char[] long_ = new char[ByteModel.CONTEXT];
        Arrays.fill(long_, 'a');
        assertThatThrownBy(() -> model.chat(new String(long_)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("shorten");
        Collector collector = new Collector(1);
        new MuninnStreamingChatModel(engine).chat(request(tools), collector);
        assertThat(collector.whole.handle((response, error) -> error).get(30, TimeUnit.SECONDS))
                .isInstanceOf(UnsupportedFeatureException.class);
    }
}
