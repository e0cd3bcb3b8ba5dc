package dev.muninn.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chats to token ids, so that nobody can say a token that is the template's to write. See {@link Spelling} for how. */
final class ChatEncoder {
    private static final String ASSISTANT = "assistant";

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Pattern special;
    /** Special tokens and the others that the template writes, such as a header in a vocabulary that calls few tokens special. */
    private final Pattern control;

    ChatEncoder(Tokenizer tokenizer, ChatTemplate template, Vocabulary vocabulary) {
        this.tokenizer = tokenizer;
        this.template = template;
        List<String> specials = vocabulary.added(vocabulary::isSpecial);
        List<String> controls = vocabulary.added(id -> vocabulary.isSpecial(id) || isWritten(vocabulary, id));
        this.special = Spelling.anyOf(specials);
        this.control = Spelling.anyOf(controls);
    }

    private boolean isWritten(Vocabulary vocabulary, int id) {
        String text = vocabulary.token(id).orElse("");
        return !text.isBlank() && template.contains(text);
    }

    int[] encode(
            List<ChatMessage> messages,
            boolean addGenerationPrompt,
            List<Map<String, Object>> tools,
            Map<String, ? extends @Nullable Object> variables) {
        Spelling spelling = new Spelling(texts(messages, tools, variables));
        List<ChatMessage> said =
                messages.stream().map(message -> hide(message, spelling)).toList();
        List<Map<String, Object>> shown =
                tools.stream().map(tool -> hide(tool, special, spelling)).toList();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        variables.forEach((name, value) ->
                told.put(name, Spelling.eachString(value, text -> spelling.hide(text, control))));
        if (spelling.isEmpty()) {
            return tokenizer.encode(template.render(messages, addGenerationPrompt, tools, variables), false);
        }
        String rendered = template.render(said, addGenerationPrompt, shown, told);
        return spelling.parts(rendered).stream()
                .map(part ->
                        part.isSpelled() ? tokenizer.encodeAsText(part.text()) : tokenizer.encode(part.text(), false))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private List<String> texts(
            List<ChatMessage> messages,
            List<Map<String, Object>> tools,
            Map<String, ? extends @Nullable Object> variables) {
        List<String> texts = new ArrayList<>(tokenizer.specialTokens().values());
        texts.addAll(template.sources());
        for (ChatMessage message : messages) {
            texts.add(message.role());
            texts.add(message.content());
            collect(message.more(), texts);
        }
        collect(tools, texts);
        collect(variables, texts);
        return texts;
    }

    private static void collect(Object value, List<String> texts) {
        var _ = Spelling.eachString(value, text -> {
            texts.add(text);
            return text;
        });
    }

    /** The model's own words may hold tokens that are not special, such as the marks of a tool call: it wrote them itself. */
    private ChatMessage hide(ChatMessage message, Spelling spelling) {
        Pattern hidden = message.role().equals(ASSISTANT) ? special : control;
        return new ChatMessage(
                spelling.hide(message.role(), hidden),
                spelling.hide(message.content(), hidden),
                hide(message.more(), special, spelling));
    }

    @SuppressWarnings("unchecked") // a map stays a map
    private static Map<String, Object> hide(Map<String, Object> value, Pattern hidden, Spelling spelling) {
        return (Map<String, Object>) Spelling.eachString(value, text -> spelling.hide(text, hidden));
    }
}
