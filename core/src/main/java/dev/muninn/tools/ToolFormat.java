package dev.muninn.tools;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.tokenizer.ChatTemplate;
import java.util.Optional;

/** How a model writes calls, as its chat template shows it. */
public enum ToolFormat {
    /** Marked, within a text, several of them perhaps: {@code <tool_call>{"name": ..., "arguments": {...}}</tool_call>} (Hermes, Qwen). */
    MARKED("<tool_call>", "</tool_call>", "arguments"),
    /** The whole answer: {@code {"name": ..., "parameters": {...}}} (Llama 3). */
    BARE("", "", "parameters");

    private final String open;
    private final String close;
    private final String argumentsKey;

    ToolFormat(String open, String close, String argumentsKey) {
        this.open = open;
        this.close = close;
        this.argumentsKey = argumentsKey;
    }

    /** The format that {@code template} shows; empty if it knows no tools or shows none of these formats. */
    public static Optional<ToolFormat> of(ChatTemplate template) {
        if (!template.knowsTools()) {
            return Optional.empty();
        }
        if (template.sourceForTools().contains(MARKED.open)) {
            return Optional.of(MARKED);
        }
        return template.sourceForTools().contains("\"" + BARE.argumentsKey + "\"")
                ? Optional.of(BARE)
                : Optional.empty();
    }

    /** The format of a model's template; says why there is none, so that whoever offers tools can tell. */
    public static ToolFormat require(Optional<ChatTemplate> template) {
        return template.flatMap(ToolFormat::of)
                .orElseThrow(() -> new MuninnException(
                        template.map(ChatTemplate::knowsTools).orElse(false)
                                ? "the model's template knows tools, but calls them in a form that is not known here"
                                : "the model's template knows no tools"));
    }

    /** Whether calls stand in a text. */
    public boolean isMarked() {
        return !open.isEmpty();
    }

    String open() {
        return open;
    }

    String close() {
        return close;
    }

    String argumentsKey() {
        return argumentsKey;
    }

    /** The answers that call functions so. */
    public CallGrammar grammar() {
        return new CallGrammar(open, close, argumentsKey);
    }
}
