package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Unmodified clients that know nothing of Muninn. */
class ClientsTest extends ServerFixture {
    private OpenAIClient openAi;
    private String base;

    @BeforeAll
    void connect() {
        base = "http://127.0.0.1:" + server.port() + "/v1";
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl(base)
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void disconnect() {
        openAi.close();
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder()
                .model(NAME)
                .addSystemMessage("Answer at once.")
                .addUserMessage("Hi")
                .temperature(0)
                .maxCompletionTokens(10);
    }

    @Test
    void openAiChats() {
        ChatCompletion whole = openAi.chat()
                .completions()
                .create(chat().logprobs(true)
                        .topLogprobs(2)
                        .reasoningEffort(ReasoningEffort.LOW)
                        .build());
        whole.validate();
        String text = whole.choices().getFirst().message().content().orElseThrow();
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(10);
        assertThat(whole.choices().getFirst().logprobs().orElseThrow().content().orElseThrow())
                .hasSize(10);
        try (StreamResponse<ChatCompletionChunk> stream = openAi.chat()
                .completions()
                .createStreaming(chat().reasoningEffort(ReasoningEffort.LOW)
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            chunks.forEach(ChatCompletionChunk::validate);
            String streamed = chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(text);
            assertThat(chunks.getLast().usage().orElseThrow().completionTokens())
                    .isEqualTo(10);
        }
    }

    @Test
    void openAiCompletes() {
        var params = CompletionCreateParams.builder()
                .model(CompletionCreateParams.Model.of(NAME))
                .promptOfArrayOfTokens(List.of(97L, 98L))
                .temperature(0)
                .maxTokens(5)
                .logprobs(2)
                .build();
        Completion completion = openAi.completions().create(params);
        completion.validate();
        // Not validated: the client calls the null that the API itself puts before the first token of an echo a fault.
        Completion echo =
                openAi.completions().create(params.toBuilder().echo(true).build());
        assertThat(echo.choices().getFirst().text())
                .isEqualTo("ab" + completion.choices().getFirst().text());
        try (StreamResponse<Completion> stream = openAi.completions().createStreaming(params)) {
            String streamed = stream.stream()
                    .flatMap(part -> part.choices().stream())
                    .map(choice -> choice.text())
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(completion.choices().getFirst().text());
        }
    }

    @Test
    void openAiResponds() {
        var params = ResponseCreateParams.builder()
                .model(NAME)
                .input("Hi")
                .temperature(0.0)
                .maxOutputTokens(16)
                .build();
        Response whole = openAi.responses().create(params);
        whole.validate();
        String text = text(whole);
        assertThat(whole.usage().orElseThrow().outputTokens()).isPositive();
        try (StreamResponse<ResponseStreamEvent> stream = openAi.responses().createStreaming(params)) {
            List<ResponseStreamEvent> events = stream.stream().toList();
            events.forEach(ResponseStreamEvent::validate);
            String streamed = events.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .map(delta -> delta.delta())
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(text);
        }
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(output -> output.text())
                .collect(Collectors.joining());
    }

    @Test
    void openAiListsAndEmbeds() {
        assertThat(openAi.models().list().data().getFirst().id()).isEqualTo(NAME);
        var embedding = openAi.embeddings()
                .create(EmbeddingCreateParams.builder().model(NAME).input("Hi").build());
        embedding.validate();
        assertThat(embedding.data().getFirst().embedding()).hasSize(32);
    }

    @Test
    void openAiUnderstandsErrors() {
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(chat().presencePenalty(1.0).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("presence_penalty");
        assertThatThrownBy(() ->
                        openAi.chat().completions().create(chat().model("gpt-7").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void langchain4jChats() throws Exception {
        var model = OpenAiChatModel.builder()
                .baseUrl(base)
                .apiKey("none")
                .modelName(NAME)
                .temperature(0.0)
                .maxTokens(10)
                .maxRetries(0)
                .build();
        ChatResponse answer = model.chat(SystemMessage.from("S"), UserMessage.from("Hi"));
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(10);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        var streaming = OpenAiStreamingChatModel.builder()
                .baseUrl(base)
                .apiKey("none")
                .modelName(NAME)
                .temperature(0.0)
                .maxTokens(10)
                .build();
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        StringBuilder pieces = new StringBuilder();
        streaming.chat(List.of(SystemMessage.from("S"), UserMessage.from("Hi")), new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                pieces.append(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                whole.completeExceptionally(error);
            }
        });
        AiMessage streamed = whole.get(30, TimeUnit.SECONDS).aiMessage();
        assertThat(streamed.text()).isEqualTo(answer.aiMessage().text());
        assertThat(pieces).hasToString(answer.aiMessage().text());
    }

    @Test
    void langchain4jEmbeds() {
        var model = OpenAiEmbeddingModel.builder()
                .baseUrl(base)
                .apiKey("none")
                .modelName(NAME)
                .build();
        assertThat(model.embed("Hi").content().vector()).hasSize(32);
    }
}
