package dev.muninn.cli;

import dev.muninn.Engine;
import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to think about: text, a chat turn, or token ids. */
final class Prompt {
    private static final int MOST_QUOTED = 20;

    @Parameters(
            arity = "0..1",
            paramLabel = "TEXT",
            description = "Text to go on with; - reads it from standard input.")
    private @Nullable String text;

    @Option(names = "--ids", paramLabel = "1,2,3", description = "Token ids instead of text.")
    private @Nullable String ids;

    @Option(names = "--chat", paramLabel = "TEXT", description = "A user's turn, put into the model's chat template.")
    private @Nullable String chat;

    /** Complains about words that are off, before a model is loaded for nothing. */
    void check() {
        int given = (text == null ? 0 : 1) + (ids == null ? 0 : 1) + (chat == null ? 0 : 1);
        if (given != 1) {
            throw new MuninnException((given == 0 ? "nothing to think about" : "more than one prompt")
                    + ": give one of TEXT, --ids 1,2,3 or --chat TEXT");
        }
        if (ids != null) {
            parseIds(ids);
        }
    }

    /** Whether it is a turn of a chat, which the model ends. */
    boolean isChat() {
        return chat != null;
    }

    int[] tokens(Engine engine) {
        if (ids != null) {
            return parseIds(ids);
        }
        if (chat != null) {
            return engine.tokenizer().encodeChat(List.of(new ChatMessage("user", chat)), true);
        }
        String given = text == null ? "" : text;
        String read = given.equals("-") ? standardInput() : given;
        if (read.isEmpty()) {
            throw new MuninnException("the prompt is empty; give some text to go on with");
        }
        return engine.tokenizer().encode(read, true);
    }

    static int[] parseIds(String list) {
        String[] words = list.split(",", -1);
        int[] ids = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                ids[i] = Integer.parseInt(words[i].strip());
            } catch (NumberFormatException e) {
                throw new MuninnException(
                        "--ids: '" + words[i].substring(0, Math.min(MOST_QUOTED, words[i].length()))
                                + "' is not a token id; wanted numbers joined with commas, such as 1,2,3",
                        e);
            }
        }
        return ids;
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MuninnException("standard input cannot be read: " + e.getMessage(), e);
        }
    }
}
