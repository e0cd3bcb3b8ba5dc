package dev.muninn.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.muninn.Engine;
import dev.muninn.tools.ToolCall;
import dev.muninn.tools.ToolTurns;
import java.util.List;
import java.util.Optional;

/** LangChain4j's messages as turns of the model's template. */
final class Messages {
    private Messages() {}

    static List<dev.muninn.tokenizer.ChatMessage> turns(Engine engine, List<ChatMessage> messages) {
        return messages.stream().map(message -> turn(engine, message)).toList();
    }

    private static dev.muninn.tokenizer.ChatMessage turn(Engine engine, ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new dev.muninn.tokenizer.ChatMessage("system", system.text());
            case UserMessage user -> new dev.muninn.tokenizer.ChatMessage("user", text(user.contents()));
            case AiMessage answer -> answer(engine, answer);
            case ToolExecutionResultMessage result -> {
                var _ = OfferedTools.format(engine, "a ToolExecutionResultMessage is");
                yield ToolTurns.result(
                        Optional.ofNullable(result.id()),
                        Optional.ofNullable(result.toolName()),
                        text(result.contents()));
            }
            default ->
                throw new UnsupportedFeatureException(
                        "a message of the type %s is not supported here: the model reads what system, user, assistant and tools say"
                                .formatted(message.type()));
        };
    }

    private static dev.muninn.tokenizer.ChatMessage answer(Engine engine, AiMessage answer) {
        String text = answer.text() == null ? "" : answer.text();
        if (!answer.hasToolExecutionRequests()) {
            return new dev.muninn.tokenizer.ChatMessage("assistant", text);
        }
        var _ = OfferedTools.format(engine, "an AiMessage with toolExecutionRequests is");
        return ToolTurns.calls(
                text,
                answer.toolExecutionRequests().stream().map(Messages::made).toList());
    }

    private static ToolTurns.Made made(ToolExecutionRequest call) {
        String arguments = call.arguments() == null ? "{}" : call.arguments();
        return new ToolTurns.Made(Optional.ofNullable(call.id()), new ToolCall(call.name(), arguments));
    }

    private static String text(List<Content> contents) {
        StringBuilder text = new StringBuilder();
        for (Content content : contents) {
            if (!(content instanceof TextContent said)) {
                throw new UnsupportedFeatureException(
                        "content of the type %s is not supported: the model reads text".formatted(content.type()));
            }
            text.append(said.text());
        }
        return text.toString();
    }
}
