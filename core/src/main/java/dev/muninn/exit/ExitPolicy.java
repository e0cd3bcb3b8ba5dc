package dev.muninn.exit;

import static dev.muninn.error.MuninnException.require;

/**
 * When a criterion is asked, and what its answer means.
 *
 * @param minRecurrences no token stops before
 * @param every asked at {@code minRecurrences} and every so many recurrences after it
 * @param inPrefill whether the prompt may stop early too
 */
public record ExitPolicy(
        ExitCriterion criterion, int minRecurrences, int every, boolean inPrefill, AfterExit afterExit) {
    public static final ExitPolicy NEVER = of(new NoExit());

    /** What becomes of a position that exits. */
    public enum AfterExit {
        /** It stops: the recurrences left are saved, later positions find none of its keys and values there. */
        STOP,
        /**
         * Its token is read out where it exits, and its remaining recurrences run all the same, so that later positions find its
         * keys and values at every depth, as Ouro's published inference does. Nothing is saved.
         */
        FINISH
    }

    public ExitPolicy {
        require(minRecurrences >= 1, "at least 1 recurrence is needed before an exit, found %d", minRecurrences);
        require(every >= 1, "the exit criterion is asked every 1 or more recurrences, found %d", every);
    }

    public static ExitPolicy of(ExitCriterion criterion) {
        return new ExitPolicy(criterion, 1, 1, true, AfterExit.STOP);
    }

    public ExitPolicy withAfterExit(AfterExit value) {
        return new ExitPolicy(criterion, minRecurrences, every, inPrefill, value);
    }

    public ExitPolicy withMinRecurrences(int value) {
        return new ExitPolicy(criterion, value, every, inPrefill, afterExit);
    }

    /**
     * Whether the tracker is shown the states after {@code recurrence} (1 for the first): where it may exit, and once before that;
     * a gate at every one, as its probability adds up.
     */
    public boolean asks(int recurrence) {
        return recurrence == minRecurrences - 1 || mayExit(recurrence) || criterion.needsGate();
    }

    /** Whether a token may stop after {@code recurrence}. */
    public boolean mayExit(int recurrence) {
        return recurrence >= minRecurrences && (recurrence - minRecurrences) % every == 0;
    }
}
