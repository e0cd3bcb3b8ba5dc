package dev.muninn.tools;

import dev.muninn.error.MuninnException;
import dev.muninn.sampling.grammar.CallGrammar;
import dev.muninn.tokenizer.ChatTemplate;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How a model writes calls, as its chat template shows it. */
public enum ToolFormat {
    /** Marked, within a text, several of them perhaps: {@code <tool_call>{"name": ..., "arguments": {...}}</tool_call>} (Hermes, Qwen). */
    MARKED("<tool_call>", "</tool_call>", "arguments"),
    /** The whole answer: {@code {"name": ..., "parameters": {...}}} (Llama 3). */
    BARE("", "", "parameters"),
    /** The whole answer, a list behind a special token: {@code [TOOL_CALLS] [{"name": ..., "arguments": {...}}]} (Mistral). */
    LIST("", "", "arguments");

    private static final String LIST_MARK = "[TOOL_CALLS]";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LIST_ID = 9;

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
        if (template.sourceForTools().contains(LIST_MARK)) {
            return Optional.of(LIST);
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

    /** The first character of an answer that is nothing but calls. */
    String opening() {
        return this == LIST ? "[" : "{";
    }

    /** A fresh name to tell a call's outcome by: Mistral's templates want nine letters or digits. */
    public String newId(RandomGenerator random) {
        StringBuilder id = new StringBuilder(this == LIST ? "" : "call_");
        int end = id.length() + (this == LIST ? LIST_ID : 24);
        while (id.length() < end) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    String argumentsKey() {
        return argumentsKey;
    }

    /** The answers that call functions so. */
    public CallGrammar grammar() {
        return new CallGrammar(open, close, argumentsKey, this == LIST);
    }
}
