package dev.muninn.generate;

import java.util.List;

/** What two runs of a request must have in common: every token with its recurrences and exit value to the bit, and how it ended. */
record Outcome(List<Step> steps, Finish finish, int prefillRecurrences) {
    record Step(int token, int position, int recurrences, boolean exited, double exitValue) {}

    static Outcome of(Generated generated) {
        return new Outcome(
                generated.tokens().stream()
                        .map(e -> new Step(e.token(), e.position(), e.recurrences(), e.exited(), e.exitValue()))
                        .toList(),
                generated.finish(),
                generated.prefillRecurrences());
    }
}
