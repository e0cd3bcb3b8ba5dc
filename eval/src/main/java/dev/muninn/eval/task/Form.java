package dev.muninn.eval.task;

import dev.muninn.error.MuninnException;

/** How a problem is asked and answered; {@link TaskText} has the exact format. */
public enum Form {
    /** One question, and its answer at once: all the thinking is latent. */
    DIRECT("direct"),
    /** One question, worked steps in words, then the answer. */
    STEPS("steps"),
    /** Many questions over one context, in random order, each answered at once. */
    MANY("many"),
    /**
     * As many, with some values noted behind the sentences that define them: "Let a = 4. Let b = a + 3. 7. Let c = b * 2." To train on: a
     * value that is first written where it is defined is later thought there.
     */
    NOTED("noted");

    private final String label;

    Form(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The form of a {@link #label}. */
    public static Form named(String label) {
        for (Form form : values()) {
            if (form.label.equals(label)) {
                return form;
            }
        }
        throw new MuninnException("'" + label + "' is no form of a problem; wanted direct, steps, many or noted");
    }
}
