package dev.muninn.train.bpe;

import static dev.muninn.error.MuninnException.require;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tokens that stand for no text. They have the last ids.
 *
 * @param all distinct, in the order of their ids; {@link #STANDARD} are among them
 */
public record SpecialTokens(List<String> all) {
    /** Begins every document. */
    public static final String BEGIN_TEXT = "<|begin_text|>";

    /** Ends every document, and so what a model writes. */
    public static final String END_TEXT = "<|end_text|>";

    /** Ends what a model says, before the next question. */
    public static final String END_TURN = "<|end_turn|>";

    /** Fills up; never predicted. */
    public static final String PAD = "<|pad|>";

    /** Huginn's, so that a template with headers needs no new vocabulary. */
    public static final List<String> STANDARD =
            List.of(BEGIN_TEXT, END_TEXT, "<|begin_header|>", "<|end_header|>", END_TURN, PAD);

    public SpecialTokens {
        all = List.copyOf(all);
        require(
                all.containsAll(STANDARD) && Set.copyOf(all).size() == all.size(),
                "special tokens %s; wanted different ones, among them %s",
                all,
                STANDARD);
        for (String token : all) {
            require(!token.isBlank(), "a special token is blank; wanted a text such as <|tool|>");
        }
    }

    /** The standard ones and {@code more}. */
    public static SpecialTokens and(List<String> more) {
        Set<String> all = new LinkedHashSet<>(STANDARD);
        all.addAll(more);
        return new SpecialTokens(List.copyOf(all));
    }
}
