package dev.muninn.eval.harness.task;

import java.util.Locale;

/** What a task asks of a model. */
public enum OutputType {
    /** Which of several continuations is the likeliest. */
    MULTIPLE_CHOICE,
    /** How likely one continuation is, and whether it is the greedy one. */
    LOGLIKELIHOOD,
    /** How likely a whole text is. */
    LOGLIKELIHOOD_ROLLING,
    /** What the model writes, up to a stop string. */
    GENERATE_UNTIL;

    /** As task files spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
