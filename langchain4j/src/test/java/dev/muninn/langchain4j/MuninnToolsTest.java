package dev.muninn.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.muninn.ByteModel;
import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of tools in process, by a random tiny model whose template knows them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MuninnToolsTest {
    private static final ToolSpecification ADD = ToolSpecification.builder()
            .name("add")
            .description("Adds.")
            .parameters(JsonObjectSchema.builder()
                    .addIntegerProperty("a")
                    .addIntegerProperty("b")
                    .required("a", "b")
                    .build())
            .build();
    private static final ToolSpecification NOW =
            ToolSpecification.builder().name("now").build();

    private Engine engine;
    private Engine withoutTools;

    @BeforeAll
    void load(@TempDir Path directory) throws IOException {
        EngineOptions options = EngineOptions.defaults().withKernels("scalar").withThreads(1);
        engine = Engine.load(ByteModel.write(directory.resolve("tools"), ByteModel.TOOLS_TEMPLATE), options);
        withoutTools = Engine.load(ByteModel.write(directory.resolve("plain"), ByteModel.TEMPLATE), options);
    }

    @AfterAll
    void close() {
        engine.close();
        withoutTools.close();
    }

    private static MuninnChatRequestParameters.Builder offer(ToolSpecification... tools) {
        return MuninnChatRequestParameters.builder().toolSpecifications(tools);
    }

    private static ChatRequest request(MuninnChatRequestParameters.Builder parameters, ChatMessage... messages) {
        return ChatRequest.builder()
                .messages(messages.length == 0 ? new ChatMessage[] {UserMessage.from("Hi")} : messages)
                .parameters(parameters.build())
                .build();
    }

    private ChatResponse chat(MuninnChatRequestParameters.Builder parameters, ChatMessage... messages) {
        return new MuninnChatModel(engine).chat(request(parameters, messages));
    }

    private static void requireCall(ToolExecutionRequest call) {
        assertThat(call.id()).startsWith("call_");
        JsonNode arguments = JsonMapper.shared().readTree(call.arguments());
        if (call.name().equals("add")) {
            assertThat(arguments.path("a").isIntegralNumber()).isTrue();
            assertThat(arguments.path("b").isIntegralNumber()).isTrue();
        } else {
            assertThat(call.name()).isEqualTo("now");
            assertThat(call.arguments()).isEqualTo("{}");
        }
    }

    @Test
    void aRequiredCallIsMade() {
        for (int seed = 0; seed < 4; seed++) {
            ChatResponse response = chat(
                    offer(ADD, NOW).toolChoice(ToolChoice.REQUIRED).seed(seed).maxOutputTokens(600));
            assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
            assertThat(response.aiMessage().text()).isNull();
            assertThat(response.aiMessage().toolExecutionRequests())
                    .isNotEmpty()
                    .allSatisfy(MuninnToolsTest::requireCall);
        }
        ChatResponse one = chat(offer(ADD).toolChoice(ToolChoice.REQUIRED).seed(1));
        assertThat(one.aiMessage().toolExecutionRequests().getFirst().name()).isEqualTo("add");
    }

    /** Collects a stream with calls. */
    private static final class Collector implements StreamingChatResponseHandler {
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final List<CompleteToolCall> calls = new ArrayList<>();
        final List<StringBuilder> arguments = new CopyOnWriteArrayList<>();

        @Override
        public void onPartialResponse(String piece) {
            text.append(piece);
        }

        @Override
        public void onPartialToolCall(PartialToolCall part) {
            while (arguments.size() <= part.index()) {
                arguments.add(new StringBuilder());
            }
            arguments.get(part.index()).append(part.partialArguments());
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            assertThat(arguments.get(call.index()))
                    .hasToString(call.toolExecutionRequest().arguments());
            calls.add(call);
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
    void aStreamTellsEveryCallOnce() throws Exception {
        var parameters = offer(ADD, NOW).toolChoice(ToolChoice.REQUIRED).seed(1).maxOutputTokens(600);
        Collector collector = new Collector();
        new MuninnStreamingChatModel(engine).chat(request(parameters), collector);
        ChatResponse streamed = collector.whole.get(30, TimeUnit.SECONDS);
        assertThat(streamed.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(collector.text).isEmpty();
        assertThat(collector.calls.stream().map(CompleteToolCall::toolExecutionRequest))
                .isEqualTo(streamed.aiMessage().toolExecutionRequests());
        for (int i = 0; i < collector.calls.size(); i++) {
            assertThat(collector.calls.get(i).index()).isEqualTo(i);
        }
        assertThat(streamed.aiMessage().toolExecutionRequests())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                .isEqualTo(chat(parameters).aiMessage().toolExecutionRequests());
    }

    @Test
    void autoMayTalkAndNoneHidesThem() {
        var plain = MuninnChatRequestParameters.builder().maxOutputTokens(8);
        int alone = chat(plain).tokenUsage().inputTokenCount();
        ChatResponse talk = chat(offer(ADD, NOW).maxOutputTokens(8));
        assertThat(talk.tokenUsage().inputTokenCount())
                .isEqualTo(alone + "[tools] add now <tool_call></tool_call>\n".length());
        assertThat(talk.aiMessage().hasToolExecutionRequests()).isFalse();
        assertThat(talk.aiMessage().text()).isNotEmpty();
        assertThat(chat(offer(ADD).toolChoice(ToolChoice.NONE).maxOutputTokens(8))
                        .tokenUsage()
                        .inputTokenCount())
                .isEqualTo(alone);
    }

    @Test
    void aFormOrACall() {
        JsonSchema seven = JsonSchema.builder()
                .name("seven")
                .rootElement(JsonRawSchema.from("{\"const\": 7}"))
                .build();
        for (int seed = 0; seed < 4; seed++) {
            AiMessage answer = chat(offer(NOW).responseFormat(seven).seed(seed).maxOutputTokens(600))
                    .aiMessage();
            if (answer.hasToolExecutionRequests()) {
                assertThat(answer.toolExecutionRequests()).allSatisfy(MuninnToolsTest::requireCall);
            } else {
                assertThat(answer.text()).isEqualTo("7");
            }
        }
    }

    @Test
    void callsAndTheirOutcomesReachTheTemplate() {
        var call = ToolExecutionRequest.builder()
                .id("c1")
                .name("add")
                .arguments("{\"a\":1,\"b\":2}")
                .build();
        var other = ToolExecutionRequest.builder().id("c2").name("now").build();
        ChatMessage[] messages = {
            UserMessage.from("1+2?"),
            AiMessage.from("Well.", List.of(call, other)),
            ToolExecutionResultMessage.from(call, "3"),
            ToolExecutionResultMessage.from(other, "noon")
        };
        String prompt =
                "[user] 1+2?\n[assistant] Well.<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}</tool_call>"
                        + "<tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>\n[tool] 3 (c1 add)\n[tool] noon (c2 now)\n"
                        + "[assistant]";
        assertThat(engine.tokenizer()
                        .chatTemplate()
                        .orElseThrow()
                        .render(Messages.turns(engine, List.of(messages)), true))
                .isEqualTo(prompt);
        assertThat(chat(MuninnChatRequestParameters.builder().maxOutputTokens(1), messages)
                        .tokenUsage()
                        .inputTokenCount())
                .isEqualTo(prompt.length());
    }

    @Test
    void anAnswerCanBeSentBack() {
        AiMessage called =
                chat(offer(ADD).toolChoice(ToolChoice.REQUIRED).seed(1)).aiMessage();
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Hi"), called));
        called.toolExecutionRequests().forEach(request -> messages.add(ToolExecutionResultMessage.from(request, "3")));
        assertThat(chat(offer(ADD).maxOutputTokens(4), messages.toArray(ChatMessage[]::new))
                        .tokenUsage()
                        .outputTokenCount())
                .isPositive();
    }

    @Test
    void whatCannotBeIsRefused() {
        var date = ToolSpecification.builder()
                .name("f")
                .parameters(JsonObjectSchema.builder()
                        .addProperty("d", JsonRawSchema.from("{\"type\": \"string\", \"format\": \"duration\"}"))
                        .build());
        for (boolean strict : new boolean[] {false, true}) {
            assertThatThrownBy(() -> chat(offer(date.strict(strict).build())))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("the parameters of the tool 'f'")
                    .hasMessageContaining("'format' is 'duration'");
        }
        assertThatThrownBy(() -> chat(MuninnChatRequestParameters.builder().toolChoice(ToolChoice.REQUIRED)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("toolSpecifications");
        var plain = new MuninnChatModel(withoutTools);
        var call = ToolExecutionRequest.builder().id("c").name("f").build();
        for (ChatRequest request : List.of(
                request(offer(NOW)),
                request(MuninnChatRequestParameters.builder(), AiMessage.from(call)),
                request(MuninnChatRequestParameters.builder(), ToolExecutionResultMessage.from(call, "3")))) {
            assertThatThrownBy(() -> plain.chat(request))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("the model's template knows no tools");
        }
    }
}
