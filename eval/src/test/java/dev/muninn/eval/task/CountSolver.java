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
    private static final Pattern GIVEN = Pattern.compile("Each " + BOX + " has (\\d+) " + THING + "\\.");
    private static final Pattern TOGETHER = Pattern.compile("Each " + BOX + " has as many " + THING + " as there are "
            + THING + " in a " + BOX + " and " + THING + " in a " + BOX + " together\\.");
    private static final Pattern COMPARED = Pattern.compile("Each " + BOX
            + " has (?:as many|(\\d+) (more|fewer|times as many)) " + THING + " (?:as|than) (?:" + THING + "|each "
            + BOX
            + "(?: has " + THING + ")?)\\.");
    private static final Pattern ASKED = Pattern.compile("How many " + THING + " does each " + BOX + " have\\?");
    private static final Pattern STEP = Pattern.compile(THING + " in " + BOX + " = (.*)");
    private static final String RULE = "All counts are mod 23.";

    private record Count(int value, int depth, Set<Integer> needed) {}

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher asked = ASKED.matcher(question);
        assertThat(asked.matches()).as(question).isTrue();
        return Optional.ofNullable(counts(statements).get(asked.group(2) + " " + asked.group(1)))
                .map(count -> new Solved(Integer.toString(count.value()), count.depth(), count.needed()));
    }

    private static Map<String, Count> counts(List<String> statements) {
        Map<String, Count> counts = new HashMap<>();
        int known = -1;
        while (known < counts.size()) {
            known = counts.size();
            for (int i = 0; i < statements.size(); i++) {
                if (!statements.get(i).equals(RULE)) {
                    read(statements.get(i), i, counts);
                }
            }
        }
        return counts;
    }

    private static void read(String sentence, int line, Map<String, Count> counts) {
        Matcher given = GIVEN.matcher(sentence);
        Matcher together = TOGETHER.matcher(sentence);
        Matcher compared = COMPARED.matcher(sentence);
        if (given.matches()) {
            counts.put(
                    given.group(1) + " " + given.group(3),
                    new Count(Integer.parseInt(given.group(2)), 0, Set.of(line)));
        } else if (together.matches()) {
            Count a = counts.get(together.group(4) + " " + together.group(3));
            Count b = counts.get(together.group(6) + " " + together.group(5));
            if (a != null && b != null) {
                note(counts, together.group(1) + " " + together.group(2), a.value() + b.value(), line, List.of(a, b));
            }
        } else {
            assertThat(compared.matches()).as(sentence).isTrue();
            String things = compared.group(4);
            String box = compared.group(6) == null ? compared.group(1) : compared.group(6);
            String other = compared.group(5) != null
                    ? compared.group(5)
                    : compared.group(7) != null ? compared.group(7) : things;
            Count base = counts.get(box + " " + other);
            if (base != null) {
                int number = compared.group(2) == null ? 0 : Integer.parseInt(compared.group(2));
                int value = switch (compared.group(3)) {
                    case null -> base.value();
                    case "more" -> base.value() + number;
                    case "fewer" -> base.value() - number;
                    default -> base.value() * number;
                };
                note(counts, compared.group(1) + " " + things, value, line, List.of(base));
            }
        }
    }

    private static void note(Map<String, Count> counts, String name, int raw, int line, List<Count> from) {
        Set<Integer> needed = new HashSet<>(Set.of(line));
        int depth = 0;
        for (Count count : from) {
            needed.addAll(count.needed());
            depth = Math.max(depth, count.depth());
        }
        counts.put(name, new Count((raw % 23 + 23) % 23, depth + 1, needed));
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
            assertThat(value)
                    .as(sentence)
                    .isEqualTo(counts.get(step.group(2) + " " + step.group(1)).value());
            assertThat(stated.add(step.group(2) + " " + step.group(1))).isTrue();
            last = "How many " + step.group(1) + " does each " + step.group(2) + " have? " + value;
        }
        assertThat(last).isEqualTo(question.text() + " " + question.answer());
        assertThat(stated)
                .hasSize(solve(statements, question.text())
                        .orElseThrow()
                        .needed()
                        .size());
    }
}
