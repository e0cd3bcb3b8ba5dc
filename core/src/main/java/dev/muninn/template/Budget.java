package dev.muninn.template;

/** What a rendering may use up. For one rendering; not safe for use from several threads. */
final class Budget {
    private static final long STEPS = 20_000_000;
    private static final long LETTERS = 256L << 20;
    /** Letters that may be made for each one that came in: texts are copied again and again. */
    private static final long LETTERS_EACH = 256;

    private static final int LONGEST = 32 << 20;
    private static final int DEEPEST = 1200;

    private long steps = STEPS;
    private long letters;
    private int depth;

    /** @param given letters in the variables */
    Budget(long given) {
        this.letters = LETTERS + LETTERS_EACH * given;
    }

    void step() {
        steps(1);
    }

    /** Takes {@code count} steps, such as items of a list that is made. */
    void steps(long count) {
        steps -= count;
        if (steps < 0) {
            throw TemplateFailure.of("the template takes more than %s steps; does it ever end?", STEPS);
        }
    }

    /** A text of {@code length} letters is about to be made. */
    void text(long length) {
        if (length > LONGEST) {
            throw TemplateFailure.of("the template makes a text of more than %s letters", LONGEST);
        }
        letters -= length;
        if (letters < 0) {
            throw TemplateFailure.of("the template makes too much text");
        }
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw TemplateFailure.of("the template calls itself too deeply");
        }
    }

    void leave() {
        depth--;
    }
}
