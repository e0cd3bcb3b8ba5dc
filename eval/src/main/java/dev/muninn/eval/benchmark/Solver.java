package dev.muninn.eval.benchmark;

import java.util.List;
import java.util.Optional;

/** Reads a story sentence by sentence and knows the answers to questions about it, so far. */
interface Solver {
    /**
     * Reads on.
     *
     * @return a value that a reader of the story should know at the end of this sentence, if there is one worth noting
     */
    Optional<String> read(String sentence);

    /** All questions that the sentences so far answer, in the benchmark's wording; some of them with fewer steps than its own. */
    List<Fact> facts();
}
