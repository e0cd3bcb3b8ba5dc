package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who has what after swaps, a permutation of five: "Ann has the cup. Ben has the key. ... Ann and Ben swap. Who has the cup?" or
 * "What does Ann have?" Twice as many swaps as the difficulty; the thing asked for is in as many as the difficulty says, no thing
 * is in more.
 */
final class Handoffs implements ProblemMaker {
    static final String NAME = "hand-offs";

    private static final int FIVE = 5;

    /** Of five things, three are asked for: the last ones of a permutation could be told from the others' answers. */
    private static final int QUESTIONS = 3;

    private static final List<String> THINGS = List.of("book", "coin", "cup", "hat", "key", "map", "pen", "ring");

    private record Swap(int first, int second) {
        Swap reversed() {
            return new Swap(/* first= */ second, /* second= */ first);
        }
    }

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        List<String> people = random.some(Words.PEOPLE, FIVE);
        List<String> things = random.some(THINGS, FIVE);
        List<Swap> swaps = swaps(random, difficulty);
        List<List<Integer>> holders = holders(swaps);
        List<String> start = IntStream.range(0, FIVE)
                .mapToObj(i -> people.get(i) + " has the " + things.get(i) + ".")
                .toList();
        List<Question> questions = new ArrayList<>();
        for (int thing = 0; thing < FIVE; thing++) {
            questions.add(question(random.oneIn(2), people, things.get(thing), holders.get(thing)));
        }
        Question asked = random.pick(
                questions.stream().filter(q -> q.depth() == difficulty).toList());
        List<Question> others = questions.stream().filter(q -> !q.equals(asked)).toList();
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(start) + swapped(sorted(swaps, people), people),
                Words.sentences(random.shuffled(start)) + swapped(swaps, people),
                asked,
                Words.withOthers(random, asked, others, QUESTIONS));
    }

    /** Swaps of which some thing is in {@code most} and none is in more; no pair swaps twice in a row. */
    private static List<Swap> swaps(TaskRandom random, int most) {
        while (true) {
            List<Swap> swaps = new ArrayList<>();
            while (swaps.size() < 2 * most) {
                List<Integer> pair = random.some(List.of(0, 1, 2, 3, 4), 2);
                Swap swap = new Swap(pair.getFirst(), pair.getLast());
                if (swaps.isEmpty() || !samePair(swap, swaps.getLast())) {
                    swaps.add(swap);
                }
            }
            int deepest = holders(swaps).stream().mapToInt(List::size).max().orElseThrow() - 1;
            if (deepest == most) {
                return swaps;
            }
        }
    }

    private static boolean samePair(Swap a, Swap b) {
        return a.equals(b) || a.equals(b.reversed());
    }

    /** For each thing the people who have it, one after another; person i begins with thing i. */
    private static List<List<Integer>> holders(List<Swap> swaps) {
        List<List<Integer>> holders = new ArrayList<>();
        for (int thing = 0; thing < FIVE; thing++) {
            holders.add(new ArrayList<>(List.of(thing)));
        }
        for (Swap swap : swaps) {
            for (List<Integer> hands : holders) {
                int last = hands.getLast();
                if (last == swap.first() || last == swap.second()) {
                    hands.add(last == swap.first() ? swap.second() : swap.first());
                }
            }
        }
        return holders;
    }

    private static List<Swap> sorted(List<Swap> swaps, List<String> people) {
        return swaps.stream()
                .map(swap -> people.get(swap.first()).compareTo(people.get(swap.second())) < 0 ? swap : swap.reversed())
                .toList();
    }

    private static String swapped(List<Swap> swaps, List<String> people) {
        return swaps.stream()
                .map(swap -> " " + people.get(swap.first()) + " and " + people.get(swap.second()) + " swap.")
                .collect(Collectors.joining());
    }

    /** The steps follow the thing: from its first holder, or back from its last one where the person is asked about. */
    private static Question question(boolean askPerson, List<String> people, String thing, List<Integer> hands) {
        List<String> names = hands.stream().map(people::get).toList();
        List<String> passes = new ArrayList<>();
        for (int i = 1; i < names.size(); i++) {
            String from = names.get(i - 1);
            String to = names.get(i);
            passes.add(askPerson ? to + " got it from " + from + "." : from + " gave it to " + to + ".");
        }
        String start = names.getFirst() + " had the " + thing + ".";
        if (askPerson) {
            Collections.reverse(passes);
            passes.addLast(start);
            return new Question(
                    "What does " + names.getLast() + " have?", Words.sentences(passes), thing, hands.size() - 1);
        }
        passes.addFirst(start);
        return new Question("Who has the " + thing + "?", Words.sentences(passes), names.getLast(), hands.size() - 1);
    }
}
