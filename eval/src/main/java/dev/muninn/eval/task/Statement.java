package dev.muninn.eval.task;

/**
 * A sentence of a context.
 *
 * @param value what the sentence defines by computing, as it may be noted behind it; empty if there is nothing to note
 */
public record Statement(String text, String value) {
    /** A sentence that defines nothing by computing. */
    static Statement plain(String text) {
        return new Statement(text, "");
    }

    /** The sentence, and the value if there is one: "Let b = a + 3. 7." */
    public String withValue() {
        return value.isEmpty() ? text : text + " " + value + ".";
    }
}
