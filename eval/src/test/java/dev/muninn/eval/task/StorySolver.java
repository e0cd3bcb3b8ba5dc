package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets the story happen; what cannot happen (half of an odd number, more than there is) has no answer. */
record StorySolver() implements Solver {
    private static final Pattern BEGINS = Pattern.compile("(\\w+) has (\\d+ \\w+) and (\\d+ \\w+)\\.");
    private static final Pattern CHANGES = Pattern.compile("(\\w+) (finds|loses) (\\d+ \\w+)\\.");
    private static final Pattern GIVES = Pattern.compile("(\\w+) gives (\\d+|all|half of the) (\\w+) to (\\w+)\\.");
    private static final Pattern BUYS = Pattern.compile("(\\w+) buys as many (\\w+) as (\\w+) has\\.");
    private static final Pattern ASKED = Pattern.compile("How many (\\w+)s does (\\w+) have now\\?");
    private static final Pattern STEP = Pattern.compile("(\\w+) has (.*?) (\\w+)\\.");

    private record Count(int value, int depth, Set<Integer> needed) {
        Count plus(int amount, int line) {
            return sum(new Count(amount, 0, Set.of()), line);
        }

        Count sum(Count more, int line) {
            Set<Integer> all = new HashSet<>(needed);
            all.addAll(more.needed);
            all.add(line);
            return new Count(value + more.value, 1 + Math.max(depth, more.depth), all);
        }
    }

    private static final class Impossible extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Every count that there ever was, by "person thing". */
    private static final class World {
        final Map<String, List<Count>> history = new HashMap<>();

        Count now(String name) {
            if (!history.containsKey(name)) {
                throw new Impossible();
            }
            return history.get(name).getLast();
        }

        void put(String name, Count count) {
            if (count.value() < 0) {
                throw new Impossible();
            }
            history.computeIfAbsent(name, n -> new ArrayList<>()).add(count);
        }
    }

    @Override
    public Optional<Solved> solve(List<String> statements, String question) {
        Matcher asked = ASKED.matcher(question);
        assertThat(asked.matches()).as(question).isTrue();
        try {
            Count count = live(statements).now(asked.group(2) + " " + asked.group(1));
            return Optional.of(new Solved(Integer.toString(count.value()), count.depth(), count.needed()));
        } catch (Impossible e) {
            return Optional.empty();
        }
    }

    private static World live(List<String> statements) {
        World world = new World();
        for (int line = 0; line < statements.size(); line++) {
            String sentence = statements.get(line);
            Matcher begins = BEGINS.matcher(sentence);
            Matcher changes = CHANGES.matcher(sentence);
            Matcher gives = GIVES.matcher(sentence);
            Matcher buys = BUYS.matcher(sentence);
            if (begins.matches()) {
                for (int i = 2; i <= 3; i++) {
                    Count first = new Count(number(begins.group(i)), 0, Set.of(line));
                    world.put(begins.group(1) + " " + noun(begins.group(i)), first);
                }
            } else if (changes.matches()) {
                String name = changes.group(1) + " " + noun(changes.group(3));
                int sign = changes.group(2).equals("finds") ? 1 : -1;
                world.put(name, world.now(name).plus(sign * number(changes.group(3)), line));
            } else if (gives.matches()) {
                give(world, gives, line);
            } else {
                assertThat(buys.matches()).as(sentence).isTrue();
                String thing = buys.group(2).substring(0, buys.group(2).length() - 1);
                String name = buys.group(1) + " " + thing;
                world.put(name, world.now(name).sum(world.now(buys.group(3) + " " + thing), line));
            }
        }
        return world;
    }

    private static void give(World world, Matcher gives, int line) {
        String word = gives.group(2);
        String noun = gives.group(3);
        String thing =
                Character.isDigit(word.charAt(0)) ? noun(word + " " + noun) : noun.substring(0, noun.length() - 1);
        String from = gives.group(1) + " " + thing;
        String to = gives.group(4) + " " + thing;
        Count had = world.now(from);
        Count other = world.now(to);
        switch (word) {
            case "all" -> {
                world.put(from, new Count(0, 1, Set.of(line)));
                world.put(to, other.sum(had, line));
            }
            case "half of the" -> {
                if (had.value() % 2 != 0) {
                    throw new Impossible();
                }
                Count half = new Count(had.value() / 2, had.depth(), had.needed());
                world.put(from, half.plus(0, line));
                world.put(to, other.sum(half, line));
            }
            default -> {
                world.put(from, had.plus(-Integer.parseInt(word), line));
                world.put(to, other.plus(Integer.parseInt(word), line));
            }
        }
    }

    private static int number(String counted) {
        return Integer.parseInt(counted.split(" ")[0]);
    }

    /** The noun of "1 pen" and "2 pens", after checking that it is in the right number. */
    private static String noun(String counted) {
        String noun = counted.split(" ")[1];
        assertThat(noun.endsWith("s")).as(counted).isEqualTo(number(counted) != 1);
        return number(counted) == 1 ? noun : noun.substring(0, noun.length() - 1);
    }

    /** Each step is a right sum, and a count as it was at some time; those of one count in their order. */
    @Override
    public void checkSteps(List<String> statements, Question question) {
        World world = live(statements);
        Map<String, Integer> at = new HashMap<>();
        String last = "";
        for (String sentence : statements(question.steps())) {
            Matcher step = STEP.matcher(sentence);
            assertThat(step.matches()).as(sentence).isTrue();
            int value = Math.toIntExact(Arithmetic.checked(step.group(2)));
            String thing = noun(value + " " + step.group(3));
            String name = step.group(1) + " " + thing;
            List<Count> was = world.history.get(name);
            int next = at.getOrDefault(name, 0);
            while (next < was.size() && was.get(next).value() != value) {
                next++;
            }
            assertThat(next).as(sentence + " of " + question).isLessThan(was.size());
            at.put(name, next + 1);
            last = "How many " + thing + "s does " + step.group(1) + " have now? " + value;
        }
        assertThat(last).isEqualTo(question.text() + " " + question.answer());
    }
}
