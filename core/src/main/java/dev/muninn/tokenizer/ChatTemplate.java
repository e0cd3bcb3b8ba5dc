package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: Jinja, as the transformers library runs it; see {@link Template}. A model may have several, by name: chats with
 * tools use the one called {@value #FOR_TOOLS}, all others {@value TokenizerConfig#DEFAULT_TEMPLATE}. They are compiled when the model is
 * loaded. Text in messages is never read as a template. Immutable and safe to use from several threads.
 */
public final class ChatTemplate {
    private static final String FOR_TOOLS = "tool_use";
    private static final Set<String> OURS = Set.of("messages", "add_generation_prompt", "tools");
    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    private final Map<String, Named> templates;
    private final Named standard;
    private final Map<String, String> specialTokens;
    private final String where;

    private record Named(String source, Template template) {}

    private ChatTemplate(
            Map<String, Named> templates, Named standard, Map<String, String> specialTokens, String where) {
        this.templates = templates;
        this.standard = standard;
        this.specialTokens = specialTokens;
        this.where = where;
    }

    /**
     * The templates of {@code config}, if there are any.
     *
     * @param where the file or model they come from, for messages
     */
    static Optional<ChatTemplate> of(TokenizerConfig config, String where) {
        Map<String, Named> templates = new TreeMap<>();
        config.chatTemplates().forEach((name, source) -> templates.put(name, compile(name, source, where)));
        if (templates.isEmpty()) {
            return Optional.empty();
        }
        Named standard = templates.get(TokenizerConfig.DEFAULT_TEMPLATE);
        if (standard == null) {
            require(
                    templates.size() == 1,
                    "%s: chat templates %s and none is called '%s'; keep the one wanted in chat_template.jinja",
                    where,
                    templates.keySet(),
                    TokenizerConfig.DEFAULT_TEMPLATE);
            standard = templates.values().iterator().next();
        }
        return Optional.of(new ChatTemplate(templates, standard, Map.copyOf(config.specialTokens()), where));
    }

    private static Named compile(String name, String source, String where) {
        try {
            return new Named(source, Template.compile(source));
        } catch (MuninnException e) {
            throw new MuninnException(
                    "%s: the chat template%s cannot be compiled: %s; correct it, or take it away and give plain prompts"
                            .formatted(
                                    where,
                                    name.equals(TokenizerConfig.DEFAULT_TEMPLATE) ? "" : " '" + name + "'",
                                    e.getMessage()),
                    e);
        }
    }

    /** The template of a name, such as {@code rag}, for all chats; empty if there is none of that name. */
    public Optional<ChatTemplate> named(String name) {
        return Optional.ofNullable(templates.get(name))
                .map(template -> new ChatTemplate(Map.of(name, template), template, specialTokens, where));
    }

    /** The template for chats without tools, as it was written. */
    public String source() {
        return standard.source;
    }

    /** The template for chats with tools, as it was written. */
    public String sourceForTools() {
        return templates.getOrDefault(FOR_TOOLS, standard).source;
    }

    /** Whether {@code text} stands in one of the templates. */
    boolean contains(String text) {
        return templates.values().stream().anyMatch(template -> template.source.contains(text));
    }

    /** The sources of all templates. */
    List<String> sources() {
        return templates.values().stream().map(Named::source).toList();
    }

    /** Whether the template reads {@code tools}, and so can tell the model of functions that it may call. */
    public boolean knowsTools() {
        return TOOLS.matcher(sourceForTools()).find();
    }

    /** Whether a template reads a variable called {@code name}, such as {@code enable_thinking}, or has that word in its text. */
    public boolean mentions(String name) {
        Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
        return templates.values().stream()
                .anyMatch(template -> word.matcher(template.source).find());
    }

    /** The chat as text; {@code addGenerationPrompt} ends it where the model's answer begins. */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return render(messages, addGenerationPrompt, List.of(), Map.of());
    }

    /**
     * The chat as text.
     *
     * @param tools descriptions of functions the model may call, as JSON-like maps; an empty list makes {@code tools} None
     * @param variables more variables for the template, such as {@code enable_thinking}; JSON-like, null for None
     */
    public String render(
            List<ChatMessage> messages,
            boolean addGenerationPrompt,
            List<Map<String, Object>> tools,
            Map<String, ? extends @Nullable Object> variables) {
        for (String name : variables.keySet()) {
            require(!OURS.contains(name), "template variable '%s' is set by the engine; choose another name", name);
        }
        Map<String, @Nullable Object> bindings = new HashMap<>(specialTokens);
        bindings.put("documents", null);
        bindings.putAll(variables);
        bindings.put("messages", turns(messages));
        bindings.put("add_generation_prompt", addGenerationPrompt);
        bindings.put("tools", tools.isEmpty() ? null : tools);
        Named used = tools.isEmpty() ? standard : templates.getOrDefault(FOR_TOOLS, standard);
        try {
            return used.template.render(bindings);
        } catch (MuninnException e) {
            throw new MuninnException("%s: chat template: %s".formatted(where, e.getMessage()), e);
        }
    }

    /** Members that are null are left out, as many templates take what is there for text. */
    private static List<Map<String, Object>> turns(List<ChatMessage> messages) {
        List<Map<String, Object>> turns = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            Map<String, Object> turn = new LinkedHashMap<>();
            turn.put("role", message.role());
            turn.put("content", message.content());
            message.more().forEach((name, value) -> {
                if (value != null) {
                    turn.put(name, value);
                }
            });
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
