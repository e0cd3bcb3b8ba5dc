package dev.muninn.train.jsonl;

import dev.muninn.tokenizer.ChatMessage;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of a JSONL file, read but not encoded yet.
 *
 * @param place file and line number, for messages
 * @param label what its questions are counted under
 * @param group lines of one group are all trained on or all held out
 */
public record JsonlLine(String place, String label, String group, Content content) {
    /** All that the line says, without what a template adds: to learn a vocabulary from. */
    public String words() {
        return switch (content) {
            case Text text -> text.text();
            case Turns turns ->
                turns.turns().stream()
                        .map(turn -> turn.prompt() + turn.completion())
                        .collect(Collectors.joining());
            case Chat chat -> chat.messages().stream().map(ChatMessage::content).collect(Collectors.joining("\n"));
        };
    }

    /** One of the three shapes that a line has. */
    public sealed interface Content {}

    /** Plain text: every token is learned. */
    public record Text(String text) implements Content {}

    /** Prompts and completions, one after the other in one document, as they stand: no template is applied. */
    public record Turns(List<Turn> turns) implements Content {
        public Turns {
            turns = List.copyOf(turns);
        }
    }

    /**
     * A prompt and its completion.
     *
     * @param asked whether it is a question: its completion ends with the end-of-turn token and counts in accuracies. If not, it is a
     *     note inside the text, which counts in the loss alone
     * @param weight factor of the completion's weight in the loss
     */
    public record Turn(String prompt, String completion, boolean asked, double weight) {}

    /** A chat, to be rendered by the tokenizer's chat template. */
    public record Chat(List<ChatMessage> messages) implements Content {
        public Chat {
            messages = List.copyOf(messages);
        }
    }
}
