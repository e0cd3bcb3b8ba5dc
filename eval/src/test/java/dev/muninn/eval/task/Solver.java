package dev.muninn.eval.task;

import java.util.List;
import java.util.Optional;

/** A second method for a family: reads English, knows nothing of how problems are drawn. */
interface Solver {
    /** Empty where the statements do not hold the answer. */
    Optional<Solved> solve(List<String> statements, String question);

    /** Throws if a step is wrong, or if the last one is not the answer. */
    void checkSteps(List<String> statements, Question question);

    /** The statements of a context. */
    default List<String> statements(String context) {
        return List.of(context.split("(?<=\\.) "));
    }

    default String context(List<String> statements) {
        return String.join(" ", statements);
    }

    static Solver of(String family) {
        return switch (family) {
            case "chains", "sums", "long-sums" -> new LetSolver(family);
            case "hand-offs" -> new HandoffSolver();
            case "hops" -> new HopSolver();
            case "quantities" -> new CountSolver();
            case "roads" -> new RoadSolver();
            case "stories" -> new StorySolver();
            default -> throw new IllegalArgumentException(family);
        };
    }
}
