package dev.muninn.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;

/** LangChain4j's messages as turns of the model's template. */
final class Messages {
    private Messages() {}

    static List<dev.muninn.tokenizer.ChatMessage> turns(List<ChatMessage> messages) {
        return messages.stream().map(Messages::turn).toList();
    }

    private static dev.muninn.tokenizer.ChatMessage turn(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new dev.muninn.tokenizer.ChatMessage("system", system.text());
            case UserMessage user -> new dev.muninn.tokenizer.ChatMessage("user", text(user));
            case AiMessage answer
            when !answer.hasToolExecutionRequests() ->
                new dev.muninn.tokenizer.ChatMessage("assistant", answer.text() == null ? "" : answer.text());
            default ->
                throw new UnsupportedFeatureException(
                        "a message of the type %s, or with calls of tools, is not supported here: the model reads what system,"
                                        .formatted(message.type())
                                + " user and assistant say; tools are there through ./muninn serve");
        };
    }

    private static String text(UserMessage message) {
        StringBuilder text = new StringBuilder();
        for (Content content : message.contents()) {
            if (!(content instanceof TextContent said)) {
                throw new UnsupportedFeatureException(
                        "content of the type %s is not supported: the model reads text".formatted(content.type()));
            }
            text.append(said.text());
        }
        return text.toString();
    }
}
