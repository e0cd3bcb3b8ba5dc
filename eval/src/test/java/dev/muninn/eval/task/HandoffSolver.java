package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets all five swap and looks who has what at the end; then counts the swaps that the thing was in. */
record HandoffSolver() implements Solver {
    private static final Pattern HAS = Pattern.compile("([A-Z][a-z]+) has the ([a-z]+)\\.");
    private static final Pattern SWAP = Pattern.compile("([A-Z][a-z]+) and ([A-Z][a-z]+) swap\\.");
    private static final Pattern WHO = Pattern.compile("Who has the ([a-z]+)\\?");
    private static final Pattern WHAT = Pattern.compile("What does ([A-Z][a-z]+) have\\?");

    private record Run(Map<String, String> hands, List<Map<String, String>> history, List<Integer> swaps) {}

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Run run = run(statements);
        Matcher who = WHO.matcher(question);
        Matcher what = WHAT.matcher(question);
        assertThat(who.matches() || what.matches()).as(question).isTrue();
        String thing = who.matches() ? who.group(1) : run.hands().get(what.group(1));
        if (thing == null || !run.hands().containsValue(thing)) {
            return Optional.empty();
        }
        List<String> holders = holders(run, thing);
        Set<Integer> needed = new HashSet<>();
        for (int i = 0; i < run.swaps().size(); i++) {
            if (!holder(run.history().get(i), thing).equals(holder(run.history().get(i + 1), thing))) {
                needed.add(run.swaps().get(i));
            }
        }
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).endsWith(" has the " + thing + ".")) {
                needed.add(i);
            }
        }
        return Optional.of(new Solved(who.matches() ? holders.getLast() : thing, holders.size() - 1, needed));
    }

    @Override
    public void checkSteps(List<String> statements, Question question) {
        Run run = run(statements);
        boolean back = question.text().startsWith("What");
        String thing = back ? question.answer() : question.text().replaceAll("Who has the |\\?", "");
        List<String> holders = holders(run, thing);
        List<String> expected = new ArrayList<>(List.of(holders.getFirst() + " had the " + thing + "."));
        for (int i = 1; i < holders.size(); i++) {
            if (back) {
                expected.addFirst(holders.get(i) + " got it from " + holders.get(i - 1) + ".");
            } else {
                expected.add(holders.get(i - 1) + " gave it to " + holders.get(i) + ".");
            }
        }
        assertThat(statements(question.steps())).isEqualTo(expected);
        assertThat(question.steps())
                .containsPattern(question.answer() + "\\.$|^" + question.answer() + " had [^.]*\\.$");
    }

    private static Run run(List<String> statements) {
        Map<String, String> hands = new LinkedHashMap<>();
        List<Map<String, String>> history = new ArrayList<>();
        List<Integer> swaps = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Matcher has = HAS.matcher(statements.get(i));
            Matcher swap = SWAP.matcher(statements.get(i));
            if (has.matches()) {
                assertThat(swaps).isEmpty();
                assertThat(hands).doesNotContainKey(has.group(1)).doesNotContainValue(has.group(2));
                hands.put(has.group(1), has.group(2));
                continue;
            }
            assertThat(swap.matches()).as(statements.get(i)).isTrue();
            history.add(new LinkedHashMap<>(hands));
            swaps.add(i);
            String first = hands.getOrDefault(swap.group(1), "nothing");
            hands.put(swap.group(1), hands.getOrDefault(swap.group(2), "nothing"));
            hands.put(swap.group(2), first);
        }
        history.add(new LinkedHashMap<>(hands));
        return new Run(hands, history, swaps);
    }

    private static List<String> holders(Run run, String thing) {
        List<String> holders = new ArrayList<>();
        for (Map<String, String> hands : run.history()) {
            String holder = holder(hands, thing);
            if (holders.isEmpty() || !holders.getLast().equals(holder)) {
                holders.add(holder);
            }
        }
        return holders;
    }

    private static String holder(Map<String, String> hands, String thing) {
        return hands.entrySet().stream()
                .filter(e -> e.getValue().equals(thing))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
    }
}
