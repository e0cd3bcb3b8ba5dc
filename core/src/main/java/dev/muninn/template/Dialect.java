package dev.muninn.template;

/** What templates are for, where Jinja leaves it to who sets it up. */
public enum Dialect {
    /**
     * Chats, as the transformers library renders them: the line feed after a block goes and so does white space before one ({@code
     * trim_blocks}, {@code lstrip_blocks}), a line feed at the end is dropped, and what is undefined prints as nothing.
     */
    CHAT,
    /**
     * Questions of tasks, as lm-evaluation-harness renders them: no white space goes unless a tag says so, and whatever is done with an
     * undefined value but asking for it is an error ({@code StrictUndefined}).
     */
    TASK;

    boolean trims() {
        return this == CHAT;
    }

    boolean strict() {
        return this == TASK;
    }
}
