package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the list of arrows from the start, again for each arrow, until there is none. */
record HopSolver() implements Solver {
    private static final Pattern START = Pattern.compile("Where do arrows from ([a-z]) end\\?");

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher start = START.matcher(question);
        assertThat(start.matches()).as(question).isTrue();
        String at = start.group(1);
        Set<String> met = new HashSet<>(Set.of(at));
        Set<Integer> needed = new HashSet<>();
        for (int line = arrowFrom(at, statements); line >= 0; line = arrowFrom(at, statements)) {
            at = statements.get(line).substring("x -> ".length(), "x -> y".length());
            needed.add(line);
            assertThat(met.add(at)).as("a way in a circle").isTrue();
        }
        return needed.isEmpty() ? Optional.empty() : Optional.of(new Solved(at, met.size() - 1, needed));
    }

    private static int arrowFrom(String at, List<String> statements) {
        for (int line = 0; line < statements.size(); line++) {
            if (statements.get(line).startsWith(at + " -> ")) {
                return line;
            }
        }
        return -1;
    }

    @Override
    public void checkSteps(List<String> statements, Question question) {
        List<String> steps = statements(question.steps());
        assertThat(statements).containsAll(steps);
        assertThat(question.text()).contains(" from " + steps.getFirst().charAt(0) + " end?");
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).charAt(0)).isEqualTo(steps.get(i - 1).charAt(5));
        }
        assertThat(steps.getLast()).endsWith("-> " + question.answer() + ".");
    }
}
