package dev.muninn.template;

/**
 * A variable or member that is not there. It prints as nothing, is false and empty; anything else that is done with it fails.
 *
 * @param reason what is missing, for the message then
 * @param strict whether printing it and asking for its truth or length fails, too
 */
record Undefined(String reason, boolean strict) {
    Undefined(String reason) {
        this(reason, false);
    }

    /** The same, with which nothing can be done but to ask whether it is defined. */
    Undefined strictly() {
        return new Undefined(reason, true);
    }

    /** {@code otherwise}, what something undefined counts as; fails if it is strict. */
    <T> T or(T otherwise) {
        if (strict) {
            throw failure();
        }
        return otherwise;
    }

    static Undefined variable(String name) {
        return new Undefined("'%s' is undefined".formatted(name));
    }

    static Undefined member(Object of, Object name) {
        return new Undefined(
                of instanceof java.util.Map
                        ? "the dict has no member '%s'".formatted(name)
                        : "'%s' has no member '%s'".formatted(Values.typeName(of), name));
    }

    /** What exists but would change a value, or lead out of the template. */
    static Undefined unsafe(Object of, String name) {
        return new Undefined("'%s' of '%s' is not allowed in templates, whose values cannot be changed"
                .formatted(name, Values.typeName(of)));
    }

    TemplateFailure failure() {
        return new TemplateFailure(TemplateFailure.UNKNOWN, reason);
    }
}
