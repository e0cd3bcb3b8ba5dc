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

/** "Let a = 4. Let b = a + 3. What is b?": substitutes names until there are only numbers. */
record LetSolver(String family) implements Solver {
    private static final Pattern LET = Pattern.compile("Let ([a-z]) = ([a-z0-9 +*-]+)\\.");
    private static final Pattern WHAT = Pattern.compile("What is ([a-z])\\?");

    private record Found(long value, int depth, Set<Integer> needed) {}

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher what = WHAT.matcher(question);
        assertThat(what.matches()).as(question).isTrue();
        Map<String, Integer> lines = new HashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            Matcher let = LET.matcher(statements.get(i));
            assertThat(let.matches()).as(statements.get(i)).isTrue();
            assertThat(lines.put(let.group(1), i))
                    .as("told twice: " + statements)
                    .isNull();
        }
        return find(what.group(1), lines, statements)
                .map(found -> new Solved(Long.toString(found.value()), found.depth(), found.needed()));
    }

    private Optional<Found> find(String name, Map<String, Integer> lines, List<String> statements) {
        if (!lines.containsKey(name)) {
            return Optional.empty();
        }
        Matcher let = LET.matcher(statements.get(lines.get(name)));
        assertThat(let.matches()).isTrue();
        String[] words = let.group(2).split(" ");
        Set<Integer> needed = new HashSet<>(Set.of(lines.get(name)));
        int deepest = -1;
        for (int i = 0; i < words.length; i += 2) {
            if (!Character.isLetter(words[i].charAt(0))) {
                continue;
            }
            Optional<Found> found = find(words[i], lines, statements);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            words[i] = Long.toString(found.get().value());
            needed.addAll(found.get().needed());
            deepest = Math.max(deepest, found.get().depth());
        }
        long value = Arithmetic.evaluate(String.join(" ", words));
        int depth = switch (family) {
            case "chains" -> deepest + 1;
            case "sums" -> words.length / 2;
            default -> Math.max(words[0].length(), words[2].length());
        };
        return Optional.of(new Found(value, depth, needed));
    }

    /** "b = 4 + 3 = 7" has the value of b; "b = a = 7" and "4 + 7 = 11" are true; the last is the asked one. */
    @Override
    public void checkSteps(List<String> statements, Question question) {
        long last = Long.MIN_VALUE;
        String[] steps = question.steps().split("\\. ?");
        for (String step : steps) {
            String[] sides = step.replaceAll(", carry 1", "").split(" = ");
            last = Long.parseLong(sides[sides.length - 1]);
            for (String side : sides) {
                long value = side.matches("[a-z]")
                        ? Long.parseLong(solve(statements, "What is " + side + "?")
                                .orElseThrow()
                                .answer())
                        : Arithmetic.evaluate(side);
                assertThat(value).as(step + " in " + question).isEqualTo(last);
            }
        }
        assertThat(question.text()).isEqualTo("What is " + steps[steps.length - 1].charAt(0) + "?");
        assertThat(Long.toString(last)).isEqualTo(question.answer());
        if (family.equals("long-sums")) {
            checkColumns(statements, question, steps);
        }
    }

    /** Each column has the digits of both numbers, and a carry where the one before was 10 or more. */
    private static void checkColumns(List<String> statements, Question question, String[] steps) {
        String name = question.text().substring("What is ".length(), "What is ".length() + 1);
        String told = statements.stream()
                .filter(s -> s.startsWith("Let " + name + " "))
                .findFirst()
                .orElseThrow();
        String[] terms = told.substring("Let x = ".length(), told.length() - 1).split(" \\+ ");
        boolean carry = false;
        for (int i = 0; i < steps.length - 1; i++) {
            String digits =
                    terms[0].charAt(terms[0].length() - 1 - i) + " + " + terms[1].charAt(terms[1].length() - 1 - i);
            assertThat(steps[i]).startsWith((carry ? "1 + " : "") + digits + " = ");
            carry = Arithmetic.evaluate(steps[i].split(" = ")[0]) > 9;
            assertThat(steps[i].endsWith(", carry 1")).as(steps[i]).isEqualTo(carry && i < steps.length - 2);
        }
        assertThat(steps).hasSize(terms[0].length() + 1);
    }
}
