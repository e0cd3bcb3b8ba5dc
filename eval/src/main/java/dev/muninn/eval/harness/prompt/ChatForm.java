package dev.muninn.eval.harness.prompt;

import dev.muninn.tokenizer.ChatMessage;
import java.util.List;

/** A model's chat template. */
@FunctionalInterface
public interface ChatForm {
    /**
     * The text of a chat.
     *
     * @param open whether the last message is an assistant's that goes on, instead of one that is to be answered
     */
    String render(List<ChatMessage> messages, boolean open);
}
