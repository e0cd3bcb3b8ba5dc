package dev.muninn.eval.benchmark;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.benchmark.BabiStory.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Stories of our own in the manner of bAbI's tasks 1 to 3: people go from room to room and carry things. For task 3, of which few are
 * published.
 */
public final class BabiStories {
    private static final List<String> PEOPLE = List.of("Mary", "John", "Sandra", "Daniel");
    private static final List<String> ROOMS = List.of("bathroom", "bedroom", "garden", "hallway", "kitchen", "office");
    private static final List<String> THINGS = List.of("football", "apple", "milk");
    private static final List<String> GO = List.of("went back", "went", "moved", "journeyed", "travelled");
    private static final List<String> TAKE = List.of("got", "took", "grabbed", "picked up");
    private static final List<String> DROP = List.of("dropped", "discarded", "left", "put down");
    /** One sentence in so many is about a thing. */
    private static final int THING_EVERY = 3;

    private BabiStories() {}

    /**
     * Writes stories with questions and notes as {@link Babi#readWithMore} does; the same for the same seed.
     *
     * @param task 1 to 3
     * @param shortest sentences of a story, at least
     * @param longest sentences of a story, at most
     */
    public static void write(int task, int count, int shortest, int longest, long seed, Consumer<Passage> sink) {
        require(task >= 1 && task <= 3, "stories of task %d; wanted 1, 2 or 3", task);
        require(
                shortest >= 4 && longest >= shortest && longest <= 1000,
                "stories of %d to %d sentences; wanted 4 to 1000",
                shortest,
                longest);
        for (int number = 0; number < count; number++) {
            SplittableRandom random = new SplittableRandom(seed + 1_000_003L * number + 7919L * task);
            int sentences = shortest + random.nextInt(longest - shortest + 1);
            BabiStory story = new BabiStory(task, number, lines(task, sentences, random));
            Passage passage = Babi.more(story, new PlacesSolver(task), random);
            sink.accept(new Passage(
                    passage.label().replace("+", "*"), "stories-" + seed + "-" + task + "-" + number, passage.turns()));
        }
    }

    private static List<Line> lines(int task, int sentences, SplittableRandom random) {
        Map<String, String> rooms = new LinkedHashMap<>();
        Map<String, String> holders = new LinkedHashMap<>();
        Map<String, String> lying = new LinkedHashMap<>();
        PlacesSolver solver = new PlacesSolver(task);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < sentences; i++) {
            String who = one(PEOPLE, random);
            String sentence = random.nextInt(THING_EVERY) == 0 ? aboutThing(who, rooms, holders, lying, random) : "";
            if (sentence.isEmpty()) {
                String room = one(
                        ROOMS.stream()
                                .filter(place -> !place.equals(rooms.get(who)))
                                .toList(),
                        random);
                rooms.put(who, room);
                sentence = "%s %s to the %s.".formatted(who, one(GO, random), room);
            }
            lines.add(new Line(sentence, ""));
            solver.read(sentence);
            if (i > sentences / 3 && random.nextInt(4) == 0 || i == sentences - 1) {
                addQuestion(task, solver, lines, random);
            }
        }
        return lines;
    }

    /** The task's own kind of question if the story allows one, else another. */
    private static void addQuestion(int task, PlacesSolver solver, List<Line> lines, SplittableRandom random) {
        String kind = switch (task) {
            case 1 -> "Where is [A-Z].*";
            case 2 -> "Where is the .*";
            default -> "Where was .*";
        };
        List<Fact> all = solver.facts();
        List<Fact> own =
                all.stream().filter(fact -> fact.question().matches(kind)).toList();
        Fact fact = one(own.isEmpty() ? all : own, random);
        lines.add(new Line(fact.question(), fact.answer()));
    }

    /** Takes what lies about or drops what is held; empty if neither can be. */
    private static String aboutThing(
            String who,
            Map<String, String> rooms,
            Map<String, String> holders,
            Map<String, String> lying,
            SplittableRandom random) {
        String thing = one(THINGS, random);
        String there = random.nextInt(3) == 0 ? " there" : "";
        String room = rooms.getOrDefault(who, "");
        if (who.equals(holders.get(thing)) && !room.isEmpty()) {
            holders.remove(thing);
            lying.put(thing, room);
            return "%s %s the %s%s.".formatted(who, one(DROP, random), thing, there);
        }
        boolean free =
                !holders.containsKey(thing) && lying.getOrDefault(thing, room).equals(room);
        if (free && !room.isEmpty()) {
            holders.put(thing, who);
            lying.remove(thing);
            return "%s %s the %s%s.".formatted(who, one(TAKE, random), thing, there);
        }
        return "";
    }

    private static <T> T one(List<T> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }
}
