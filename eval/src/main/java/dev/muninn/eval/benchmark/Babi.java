package dev.muninn.eval.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** bAbI's stories as passages: questions where the file has them; and with more questions, and notes, for twelve of the tasks. */
public final class Babi {
    private static final double NOTED_STORIES = 0.5;
    private static final double NOTES = 0.7;
    /** Questions that go with a sentence of a story that is told while it happens, on average. */
    private static final double QUESTIONS = 0.4;
    /** The same where stories are long. */
    private static final double FEW_QUESTIONS = 0.15;
    /** Questions at the end of a story that is told at once, besides its own. */
    private static final int AT_THE_END = 7;

    private Babi() {}

    /** The stories of a file as they are. */
    public static void read(Path file, Consumer<Passage> sink) {
        for (BabiStory story : BabiStory.read(file)) {
            PassageBuilder passage = new PassageBuilder();
            for (BabiStory.Line line : story.lines()) {
                if (line.asks()) {
                    passage.question(line.text(), line.answer());
                } else {
                    passage.sentence(line.text());
                }
            }
            sink.accept(passage.build(story.label(), story.group()));
        }
    }

    /**
     * The stories of a file with more questions, if a solver knows its task; the same for the same seed.
     *
     * @return whether one does
     */
    public static boolean readWithMore(Path file, long seed, Consumer<Passage> sink) {
        for (BabiStory story : BabiStory.read(file)) {
            Optional<Solver> solver = solver(story.task());
            if (solver.isEmpty()) {
                return false;
            }
            SplittableRandom random = new SplittableRandom(seed + 1_000_003L * story.number() + 31L * story.task());
            sink.accept(more(story, solver.get(), random));
        }
        return true;
    }

    static Optional<Solver> solver(int task) {
        return switch (task) {
            case 1, 2, 3, 5, 6, 7, 8 -> Optional.of(new PlacesSolver(task));
            case 9, 10 -> Optional.of(new HintsSolver());
            case 14 -> Optional.of(new TimesSolver());
            case 15, 16 -> Optional.of(new KindsSolver());
            case 17 -> Optional.of(new PositionsSolver());
            case 19 -> Optional.of(new PathsSolver());
            default -> Optional.empty();
        };
    }

    static Passage more(BabiStory story, Solver solver, SplittableRandom random) {
        PassageBuilder passage = new PassageBuilder();
        boolean noted = random.nextDouble() < NOTED_STORIES;
        // Facts first, then questions: always where the file has it so, else in half of the stories.
        boolean atOnce = story.task() >= 15 || random.nextBoolean();
        double rate = atOnce ? 0 : story.task() == 3 ? FEW_QUESTIONS : QUESTIONS;
        List<BabiStory.Line> lines = atOnce ? beginning(story, random) : story.lines();
        List<BabiStory.Line> own = new ArrayList<>();
        for (BabiStory.Line line : lines) {
            if (!line.asks()) {
                own.clear(); // what was asked before this sentence may have another answer now
                passage.sentence(line.text());
                Optional<String> value = solver.read(line.text());
                if (noted && random.nextDouble() < NOTES) {
                    value.ifPresent(passage::note);
                }
                ask(solver, random.nextDouble() < rate ? 1 : 0, List.of(), passage, random);
            } else if (atOnce) {
                own.add(line);
            } else {
                passage.question(line.text(), line.answer());
            }
        }
        if (atOnce) {
            ask(solver, AT_THE_END, own, passage, random);
        }
        return passage.build(story.label() + "+", story.group());
    }

    /** A story up to one of its questions, or to the last of those that come together. */
    private static List<BabiStory.Line> beginning(BabiStory story, SplittableRandom random) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < story.lines().size(); i++) {
            boolean last =
                    i + 1 == story.lines().size() || !story.lines().get(i + 1).asks();
            if (story.lines().get(i).asks() && last) {
                ends.add(i + 1);
            }
        }
        return ends.isEmpty() ? story.lines() : story.lines().subList(0, ends.get(random.nextInt(ends.size())));
    }

    /** Some facts and the story's own questions, in any order. */
    private static void ask(
            Solver solver, int count, List<BabiStory.Line> own, PassageBuilder passage, SplittableRandom random) {
        if (count == 0 && own.isEmpty()) {
            return;
        }
        List<Fact> facts = solver.facts();
        List<Fact> chosen = new ArrayList<>();
        own.forEach(line -> chosen.add(new Fact(line.text(), line.answer())));
        for (int i = 0; i < count && !facts.isEmpty(); i++) {
            Fact fact = facts.get(random.nextInt(facts.size()));
            if (!chosen.contains(fact)) {
                chosen.add(fact);
            }
        }
        while (!chosen.isEmpty()) {
            Fact fact = chosen.remove(random.nextInt(chosen.size()));
            passage.question(fact.question(), fact.answer());
        }
    }
}
