package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pointers to follow to their end: "f -> b. c -> f. a -> c. Where do arrows from a end?" A letter has one arrow or none; at least four
 * have none and are where some way ends. Some are pointed at twice: the way back from the answer is not unique. Nobody has to count, so
 * who has arrived may go on thinking. Each arrow is told after the arrow it leads to, so that who reads in one direction can know where
 * it ends.
 */
final class Hops implements ProblemMaker {
    static final String NAME = "hops";

    private static final int MOST_QUESTIONS = 8;

    /** Other ways' ends. */
    private static final int OTHER_ENDS = 3;

    private static final int NONE = -1;

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int size =
                Math.min(Words.LETTERS.size(), difficulty + 2 + 2 * OTHER_ENDS + random.between(0, 1 + difficulty / 2));
        List<String> letters = random.some(Words.LETTERS, size);
        int[] target = targets(random, difficulty, size);
        List<Statement> arrows = endsFirst(random, target).stream()
                .map(i -> new Statement(arrow(letters, target, i), letters.get(end(target, i))))
                .toList();
        Question question = question(letters, target, 0);
        List<Question> others = IntStream.range(1, size)
                .filter(i -> target[i] != NONE)
                .mapToObj(i -> question(letters, target, i))
                .toList();
        return new Example(
                NAME,
                difficulty,
                Words.anyOrder(arrows.stream().map(Statement::text).toList()),
                arrows,
                question,
                Words.withOthers(random, question, others, MOST_QUESTIONS));
    }

    /**
     * Letters 0 to {@code hops} are the longest way, then come the other ends and a letter that points at each; all others point at
     * any letter from which the way is shorter than the longest. At most two point at the same, else the end that is mentioned most
     * were a good guess.
     */
    private static int[] targets(TaskRandom random, int hops, int size) {
        int[] target = new int[size];
        int[] pointedAt = new int[size];
        int[] way = new int[size];
        for (int i = 0; i <= hops; i++) {
            target[i] = i < hops ? i + 1 : NONE;
            pointedAt[i] = i > 0 ? 1 : 0;
            way[i] = hops - i;
        }
        int firstEnd = hops + 1;
        for (int i = firstEnd; i < firstEnd + OTHER_ENDS; i++) {
            target[i] = NONE;
        }
        for (int i = firstEnd + OTHER_ENDS; i < size; i++) {
            int sure = i - OTHER_ENDS;
            int drawn = sure < firstEnd + OTHER_ENDS ? sure : random.below(i);
            while (pointedAt[drawn] == 2 || way[drawn] >= hops) {
                drawn = random.below(i);
            }
            target[i] = drawn;
            pointedAt[drawn]++;
            way[i] = way[drawn] + 1;
        }
        return target;
    }

    /** The letters that have an arrow, each after the one it points at; otherwise in any order. */
    private static List<Integer> endsFirst(TaskRandom random, int[] target) {
        Set<Integer> waiting = IntStream.range(0, target.length)
                .filter(i -> target[i] != NONE)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        List<Integer> told = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Integer next = random.pick(
                    waiting.stream().filter(i -> !waiting.contains(target[i])).toList());
            told.add(next);
            waiting.remove(next);
        }
        return told;
    }

    private static Question question(List<String> letters, int[] target, int start) {
        List<Integer> walk = walk(target, start);
        int hops = walk.size() - 1;
        String steps = walk.subList(0, hops).stream()
                .map(i -> arrow(letters, target, i))
                .collect(Collectors.joining(" "));
        return new Question(
                "Where do arrows from " + letters.get(start) + " end?", steps, letters.get(end(target, start)), hops);
    }

    private static String arrow(List<String> letters, int[] target, int from) {
        return letters.get(from) + " -> " + letters.get(target[from]) + ".";
    }

    private static int end(int[] target, int start) {
        return walk(target, start).getLast();
    }

    private static List<Integer> walk(int[] target, int start) {
        List<Integer> walk = new ArrayList<>(List.of(start));
        while (target[walk.getLast()] != NONE) {
            walk.add(target[walk.getLast()]);
        }
        return walk;
    }
}
