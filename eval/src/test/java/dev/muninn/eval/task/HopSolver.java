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
            Pattern.compile("Start at ([a-z]), follow (1 arrow|\\d+ arrows)\\. Where do you end\\?");

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher start = START.matcher(question);
        assertThat(start.matches()).as(question).isTrue();
        int hops = Integer.parseInt(start.group(2).split(" ")[0]);
        String at = start.group(1);
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
                .startsWith("Start at " + steps.getFirst().charAt(0) + ", follow " + steps.size() + " ");
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).charAt(0)).isEqualTo(steps.get(i - 1).charAt(5));
        }
        assertThat(steps.getLast()).endsWith("-> " + question.answer() + ".");
    }
}
