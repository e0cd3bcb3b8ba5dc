package dev.muninn.exit;

import static dev.muninn.error.MuninnException.require;

/**
 * When a criterion is asked.
 *
 * @param minRecurrences no token stops before
 * @param every asked at {@code minRecurrences} and every so many recurrences after it
 * @param inPrefill whether the prompt may stop early too
 */
public record ExitPolicy(ExitCriterion criterion, int minRecurrences, int every, boolean inPrefill) {
    public static final ExitPolicy NEVER = new ExitPolicy(new NoExit(), 1, 1, true);

    public ExitPolicy {
        require(minRecurrences >= 1, "at least 1 recurrence is needed before an exit, found %d", minRecurrences);
        require(every >= 1, "the exit criterion is asked every 1 or more recurrences, found %d", every);
    }

    public static ExitPolicy of(ExitCriterion criterion) {
        return new ExitPolicy(criterion, 1, 1, true);
    }

    /** Whether the tracker is shown the states after {@code recurrence} (1 for the first): where it may exit, and once before that. */
    public boolean asks(int recurrence) {
        return recurrence == minRecurrences - 1 || mayExit(recurrence);
    }

    /** Whether a token may stop after {@code recurrence}. */
    public boolean mayExit(int recurrence) {
        return recurrence >= minRecurrences && (recurrence - minRecurrences) % every == 0;
    }
}
