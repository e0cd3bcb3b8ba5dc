package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said so far, as the model is shown it. */
abstract sealed class Conversation {
    final Tokenizer tokenizer;

    private Conversation(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static Conversation with(Tokenizer tokenizer) {
        return tokenizer.chatTemplate().isPresent() ? new Turns(tokenizer) : new Transcript(tokenizer);
    }

    /** The tokens of everything said, and of {@code text} as the user's next words; nothing is kept yet. */
    abstract int[] tokens(String text);

    /** Keeps a question and its answer. */
    abstract void keep(String text, String answer);

    /** Forgets everything but the system text. */
    abstract void reset();

    /** Sets the system text; null for none. */
    abstract void system(@Nullable String text);

    /** The system text. */
    abstract String system();

    /** Turns in the model's chat template. */
    static final class Turns extends Conversation {
        private final List<ChatMessage> messages = new ArrayList<>();
        private @Nullable String system;

        private Turns(Tokenizer tokenizer) {
            super(tokenizer);
        }

        @Override
        int[] tokens(String text) {
            List<ChatMessage> all = new ArrayList<>();
            if (system != null) {
                all.add(new ChatMessage("system", system));
            }
            all.addAll(messages);
            all.add(new ChatMessage("user", text));
            return tokenizer.encodeChat(all, true);
        }

        @Override
        void keep(String text, String answer) {
            messages.add(new ChatMessage("user", text));
            messages.add(new ChatMessage("assistant", answer));
        }

        @Override
        void reset() {
            messages.clear();
        }

        @Override
        void system(@Nullable String text) {
            system = text;
        }

        @Override
        String system() {
            return system == null ? "none" : system;
        }
    }

    /** One text that goes on and on, for models without a template. */
    static final class Transcript extends Conversation {
        private String text = "";

        private Transcript(Tokenizer tokenizer) {
            super(tokenizer);
        }

        @Override
        int[] tokens(String next) {
            return tokenizer.encode(text + next, true);
        }

        @Override
        void keep(String next, String answer) {
            text += next + answer + "\n";
        }

        @Override
        void reset() {
            text = "";
        }

        @Override
        void system(@Nullable String wish) {
            throw new MuninnException(
                    "this model has no chat template, so a system text has no place; begin the text with it");
        }

        @Override
        String system() {
            return "no place for one without a chat template";
        }
    }
}
