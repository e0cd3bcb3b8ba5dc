package dev.muninn.cli.data;

import dev.muninn.error.MuninnException;
import dev.muninn.generate.Generated;
import dev.muninn.generate.Request;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.corpus.CorpusPlan;
import dev.muninn.train.corpus.CorpusSampler;
import dev.muninn.train.jsonl.JsonlLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a model is asked, and what becomes of its replies.
 *
 * @param system a system turn before every prompt
 * @param label of all lines
 */
public record SampleVoice(Kind kind, Optional<String> system, String label, Tokenizer tokenizer, Requests requests)
        implements CorpusSampler.Voice {
    /** What a line is. */
    public enum Kind {
        /** The chat. */
        CHAT,
        /** The reply to a chat, as plain text. */
        TEXT,
        /** Plain text that begins with the prompt; no chat template. */
        CONTINUATION
    }

    /** Makes a request of a prompt and a seed. */
    @FunctionalInterface
    public interface Requests {
        Request of(int[] prompt, long seed);
    }

    public SampleVoice {
        if (kind == Kind.CONTINUATION
                ? system.isPresent()
                : tokenizer.chatTemplate().isEmpty()) {
            throw new MuninnException(
                    kind == Kind.CONTINUATION
                            ? "a continuation has no chat, so no --system either"
                            : "the model has no chat template; sample it with --as continuation");
        }
    }

    @Override
    public Request request(CorpusPlan.Item item) {
        int[] prompt = kind == Kind.CONTINUATION
                ? tokenizer.encode(item.prompt(), true)
                : tokenizer.encodeChat(asked(item), true);
        return requests.of(prompt, item.seed());
    }

    private List<ChatMessage> asked(CorpusPlan.Item item) {
        List<ChatMessage> messages = new ArrayList<>();
        system.ifPresent(text -> messages.add(new ChatMessage("system", text)));
        messages.add(new ChatMessage("user", item.prompt()));
        return messages;
    }

    @Override
    public String reply(Generated generated) {
        return tokenizer.decode(generated.tokenIds(), true);
    }

    @Override
    public String line(CorpusPlan.Item item, String reply) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("label", label).put("group", "sampled-" + item.index());
        switch (kind) {
            case TEXT -> line.put("text", reply);
            case CONTINUATION -> line.put("text", item.prompt() + (item.prompt().endsWith(" ") ? "" : " ") + reply);
            case CHAT -> {
                ArrayNode messages = line.putArray("messages");
                asked(item).forEach(message -> add(message.role(), message.content(), messages));
                add("assistant", reply, messages);
            }
        }
        return line.toString();
    }

    private static void add(String role, String content, ArrayNode messages) {
        messages.addObject().put("role", role).put("content", content);
    }

    @Override
    public Optional<String> reply(JsonlLine line) {
        return switch (line.content()) {
            case JsonlLine.Text text -> Optional.of(text.text());
            case JsonlLine.Chat chat -> Optional.of(chat.messages().getLast().content());
            case JsonlLine.Turns _ -> Optional.empty();
        };
    }
}
