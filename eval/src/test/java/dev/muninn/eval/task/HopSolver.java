package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the list of arrows from the start, again for each arrow. */
record HopSolver() implements Solver {
    private static final Pattern START =
            Pattern.compile("Where (?:does (1) arrow|do (\\d+) arrows) from ([a-z]) lead\\?");

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher start = START.matcher(question);
        assertThat(start.matches()).as(question).isTrue();
        int hops = start.group(1) != null ? 1 : Integer.parseInt(start.group(2));
        String at = start.group(3);
        Set<String> met = new HashSet<>(Set.of(at));
        Set<Integer> needed = new HashSet<>();
        for (int i = 0; i < hops; i++) {
            int line = -1;
            for (int j = 0; j < statements.size(); j++) {
                line = statements.get(j).startsWith(at + " -> ") ? j : line;
            }
            if (line < 0) {
                return Optional.empty();
            }
            at = statements.get(line).substring("x -> ".length(), "x -> y".length());
            needed.add(line);
            met.add(at);
        }
        return Optional.of(new Solved(at, met.size() - 1, needed));
    }

    @Override
    public void checkSteps(List<String> statements, Question question) {
        List<String> steps = statements(question.steps());
        assertThat(statements).containsAll(steps);
        assertThat(question.text())
                .contains(" " + steps.size() + " arrow", " from " + steps.getFirst().charAt(0) + " lead?");
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).charAt(0)).isEqualTo(steps.get(i - 1).charAt(5));
        }
        assertThat(steps.getLast()).endsWith("-> " + question.answer() + ".");
    }
}
