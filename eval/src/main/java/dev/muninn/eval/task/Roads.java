package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Is there a way: "Roads: a-b, b-c, d-e. Can you get from a to c?" Two trees of the same shape with different towns. A question
 * names both ends of a way (yes), or one end and the place of the other end in the other tree (no). So nothing that can be
 * counted, of towns, roads or neighbours, tells anything; both answers are equally frequent.
 */
final class Roads implements ProblemMaker {
    static final String NAME = "roads";

    private static final int QUESTIONS = 5;

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        int size = difficulty + 3;
        List<String> letters = random.some(Words.LETTERS, 2 * size);
        List<Integer> shape = shape(random, difficulty, size);
        Tree one = new Tree(letters.subList(0, size), shape);
        Tree two = new Tree(letters.subList(size, 2 * size), shape);
        List<String> roads = new ArrayList<>(one.roads());
        roads.addAll(two.roads());
        List<String> told = random.shuffled(roads).stream()
                .map(road -> random.oneIn(2) ? road : reversed(road))
                .toList();
        Question question = question(random, one, two, difficulty);
        List<Question> others = new ArrayList<>();
        while (others.size() < QUESTIONS - 1) {
            Question other = question(random, one, two, random.between(1, difficulty));
            if (Stream.concat(Stream.of(question), others.stream())
                    .noneMatch(asked -> asked.text().equals(other.text()))) {
                others.add(other);
            }
        }
        String content = roads.stream()
                .map(road -> road.compareTo(reversed(road)) < 0 ? road : reversed(road))
                .sorted()
                .collect(Collectors.joining(", "));
        return new Example(
                NAME,
                difficulty,
                content,
                "Roads: " + String.join(", ", told) + ".",
                question,
                Words.withOthers(random, question, others, QUESTIONS));
    }

    /** For every town but the first, an earlier one that it has a road to; the first ones are a way of {@code length} roads. */
    private static List<Integer> shape(TaskRandom random, int length, int size) {
        return IntStream.range(1, size)
                .mapToObj(town -> town <= length ? town - 1 : random.below(town))
                .toList();
    }

    private static String reversed(String road) {
        return new StringBuilder(road).reverse().toString();
    }

    private static Question question(TaskRandom random, Tree one, Tree two, int length) {
        boolean inOne = random.oneIn(2);
        Tree from = inOne ? one : two;
        List<List<String>> ways = from.ends(length);
        List<List<String>> waysElsewhere = (inOne ? two : one).ends(length);
        int way = random.below(ways.size());
        boolean yes = random.oneIn(2);
        String start = ways.get(way).getFirst();
        String goal = (yes ? ways : waysElsewhere).get(way).getLast();
        String text = "Can you get from " + start + " to " + goal + "?";
        return new Question(text, from.search(start, goal), yes ? "yes" : "no", length);
    }
}
