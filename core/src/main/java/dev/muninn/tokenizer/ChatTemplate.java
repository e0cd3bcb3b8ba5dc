package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model's chat template: Jinja, as the transformers library runs it (blocks trimmed, {@code generation} blocks passed through,
 * {@code raise_exception}, {@code strftime_now}, {@code tojson}). What the messages say is never read as a template, whatever
 * it looks like. What cannot be rendered faithfully is refused: unknown tags, filters and methods, printed or concatenated undefined
 * values, templates that never end. Immutable and safe to use from several threads.
 */
public final class ChatTemplate {
    private static final int LONGEST_TEMPLATE = 1 << 20;
    private static final Set<String> OURS = Set.of("messages", "add_generation_prompt", "tools");

    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    private final String source;
    private final Map<String, String> specialTokens;
    private final String where;

    /**
     * @param source the template
     * @param specialTokens variables such as {@code bos_token}
     * @param where the file or model it comes from, for messages
     */
    ChatTemplate(String source, Map<String, String> specialTokens, String where) {
        require(
                source.length() <= LONGEST_TEMPLATE,
                "%s: the chat template has %s characters, the limit is %s",
                where,
                source.length(),
                LONGEST_TEMPLATE);
        this.source = source;
        this.specialTokens = Map.copyOf(specialTokens);
        this.where = where;
    }

    /** The default template of {@code config}, or its only one. */
    static Optional<ChatTemplate> of(TokenizerConfig config, String where) {
        Map<String, String> templates = config.chatTemplates();
        String source = templates.get(TokenizerConfig.DEFAULT_TEMPLATE);
        if (source == null && !templates.isEmpty()) {
            require(
                    templates.size() == 1,
                    "%s: chat templates %s and none is called '%s'; keep the one wanted in chat_template.jinja",
                    where,
                    templates.keySet(),
                    TokenizerConfig.DEFAULT_TEMPLATE);
            source = templates.values().iterator().next();
        }
        return Optional.ofNullable(source).map(text -> new ChatTemplate(text, config.specialTokens(), where));
    }

    /** The template as it was written. */
    public String source() {
        return source;
    }

    /** Whether the template reads {@code tools}, and so can tell the model of functions that it may call. */
    public boolean knowsTools() {
        return TOOLS.matcher(source).find();
    }

    /** The chat as text; {@code addGenerationPrompt} ends it where the model's answer begins. */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return render(messages, addGenerationPrompt, List.of(), Map.of());
    }

    /**
     * The chat as text.
     *
     * @param tools descriptions of functions the model may call, as JSON-like maps; an empty list leaves {@code tools} undefined
     * @param variables more variables for the template, such as {@code enable_thinking}
     */
    public String render(
            List<ChatMessage> messages,
            boolean addGenerationPrompt,
            List<Map<String, Object>> tools,
            Map<String, Object> variables) {
        for (String name : variables.keySet()) {
            require(!OURS.contains(name), "template variable '%s' is set by the engine; choose another name", name);
        }
        Map<String, Object> bindings = new HashMap<>(specialTokens);
        bindings.putAll(variables);
        bindings.put("messages", turns(messages));
        bindings.put("add_generation_prompt", addGenerationPrompt);
        if (!tools.isEmpty()) {
            bindings.put("tools", tools);
        }
        try {
            return TemplateEngine.render(source, bindings);
        } catch (MuninnException e) {
            throw new MuninnException("%s: chat template: %s".formatted(where, e.getMessage()), e);
        }
    }

    private static List<Map<String, Object>> turns(List<ChatMessage> messages) {
        List<Map<String, Object>> turns = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", message.role());
            turn.put("content", message.content());
            turn.putAll(message.more());
            turns.add(turn);
        }
        return turns;
    }

    /**
     * For fuzzing: reads {@code data} as a tokenizer_config.json and renders a chat with its template. Throws nothing but
     * {@link MuninnException}.
     */
    static void fuzzTokenizerConfig(byte[] data) {
        List<ChatMessage> messages =
                List.of(new ChatMessage("system", "{{7*7}}"), new ChatMessage("user", " Hi {% raw %} "));
        try {
            of(TokenizerConfig.parse(data, "fuzz"), "fuzz").ifPresent(template -> template.render(messages, true));
        } catch (MuninnException e) {
            // The way bad input is meant to end.
        }
    }
}
