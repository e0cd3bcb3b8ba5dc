package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Goes over the sentences again and again, and notes each count as soon as those it is made of are known. */
record CountSolver() implements Solver {
    private static final String BOX = "(Bag|Basket|Box|Crate|Drawer|Jar|Shelf|Tin)";
    private static final String THING = "(Books|Coins|Cups|Keys|Pens|Rings)";
    private static final String NAMED = THING + " in each " + BOX;
    private static final Pattern GIVEN = Pattern.compile("The " + NAMED + " are (\\d+)\\.");
    private static final Pattern TOGETHER =
            Pattern.compile("The " + NAMED + " are the " + NAMED + " and the " + NAMED + " together\\.");
    private static final Pattern COMPARED = Pattern.compile(
            "The " + NAMED + " are (?:as many as|(\\d+) (more than|fewer than|times)) the " + NAMED + "\\.");
    private static final Pattern ASKED = Pattern.compile("How many " + THING + " are in each " + BOX + "\\?");
    private static final Pattern STEP = Pattern.compile(THING + " in " + BOX + " = (.*)");

    private record Count(int value, int depth, Set<Integer> needed) {}

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher asked = ASKED.matcher(question);
        assertThat(asked.matches()).as(question).isTrue();
        return Optional.ofNullable(counts(statements).get(name(asked, 1)))
                .map(count -> new Solved(Integer.toString(count.value()), count.depth(), count.needed()));
    }

    private static Map<String, Count> counts(List<String> statements) {
        Map<String, Count> counts = new HashMap<>();
        int known = -1;
        while (known < counts.size()) {
            known = counts.size();
            for (int i = 0; i < statements.size(); i++) {
                read(statements.get(i), i, counts);
            }
        }
        return counts;
    }

    private static void read(String sentence, int line, Map<String, Count> counts) {
        Matcher given = GIVEN.matcher(sentence);
        Matcher together = TOGETHER.matcher(sentence);
        Matcher compared = COMPARED.matcher(sentence);
        if (given.matches()) {
            counts.put(name(given, 1), new Count(Integer.parseInt(given.group(3)), 0, Set.of(line)));
        } else if (together.matches()) {
            Count a = counts.get(name(together, 3));
            Count b = counts.get(name(together, 5));
            if (a != null && b != null) {
                note(counts, name(together, 1), a.value() + b.value(), line, List.of(a, b));
            }
        } else {
            assertThat(compared.matches()).as(sentence).isTrue();
            Count base = counts.get(name(compared, 5));
            if (base != null) {
                int number = compared.group(3) == null ? 0 : Integer.parseInt(compared.group(3));
                int value = switch (compared.group(4)) {
                    case null -> base.value();
                    case "more than" -> base.value() + number;
                    case "fewer than" -> base.value() - number;
                    default -> base.value() * number;
                };
                note(counts, name(compared, 1), value, line, List.of(base));
            }
        }
    }

    /** The things and the box that a matcher found in {@code group} and the next. */
    private static String name(Matcher matcher, int group) {
        return matcher.group(group) + " in " + matcher.group(group + 1);
    }

    private static void note(Map<String, Count> counts, String name, int value, int line, List<Count> from) {
        Set<Integer> needed = new HashSet<>(Set.of(line));
        int depth = 0;
        for (Count count : from) {
            needed.addAll(count.needed());
            depth = Math.max(depth, count.depth());
        }
        counts.put(name, new Count(value, depth + 1, needed));
    }

    @Override
    public void checkSteps(List<String> statements, Question question) {
        Map<String, Count> counts = counts(statements);
        Set<String> stated = new HashSet<>();
        String last = "";
        for (String sentence : statements(question.steps())) {
            Matcher step = STEP.matcher(sentence.substring(0, sentence.length() - 1));
            assertThat(step.matches()).as(sentence).isTrue();
            long value = Arithmetic.checked(step.group(3));
            assertThat(value).as(sentence).isEqualTo(counts.get(name(step, 1)).value());
            assertThat(stated.add(name(step, 1))).isTrue();
            last = "How many " + step.group(1) + " are in each " + step.group(2) + "? " + value;
        }
        assertThat(last).isEqualTo(question.text() + " " + question.answer());
        assertThat(stated)
                .hasSize(solve(statements, question.text())
                        .orElseThrow()
                        .needed()
                        .size());
    }
}
