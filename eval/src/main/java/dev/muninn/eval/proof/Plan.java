package dev.muninn.eval.proof;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which problems are asked at which depths.
 *
 * @param perCell problems of each cell of a table
 * @param levels of all families, trained and harder
 */
public record Plan(TrainingFacts training, ProofOptions options, int perCell, List<Level> levels) {
    private static final int FULL_CELL = 500;
    private static final int QUICK_CELL = 20;
    private static final int DEEPEST = 64;

    public Plan {
        levels = List.copyOf(levels);
    }

    /** Half and all of what was trained, half as much again, twice as much: a full run takes half an hour with these four. */
    public static Plan of(TrainingFacts training, ProofOptions options) {
        double[] times = options.quick() ? new double[] {0.5, 1, 1.5} : new double[] {0.5, 1, 1.5, 2};
        int perCell = options.problems().orElse(options.quick() ? QUICK_CELL : FULL_CELL);
        return new Plan(training, options, perCell, levels(training, times));
    }

    private static List<Level> levels(TrainingFacts training, double... times) {
        List<Level> levels = new ArrayList<>();
        for (Map.Entry<TaskFamily, Integer> entry : training.trainedMax().entrySet()) {
            TaskFamily family = entry.getKey();
            int trained = entry.getValue();
            TreeSet<Integer> difficulties = new TreeSet<>();
            for (double share : times) {
                int difficulty = (int) Math.round(share * trained);
                difficulties.add(Math.clamp(difficulty, Math.max(1, family.easiest()), family.hardest()));
            }
            difficulties.forEach(difficulty -> levels.add(new Level(family, difficulty, trained)));
        }
        return levels;
    }

    /** Quarters of what was trained, for sections that take all levels together. */
    public List<Level> spread() {
        return levels(training, 0.25, 0.5, 0.75, 1);
    }

    public int mean() {
        return training.meanRecurrence();
    }

    public boolean quick() {
        return options.quick();
    }

    public long seed() {
        return options.seed();
    }

    /** 1, 2, 4 ... 64 and once, twice, four and eight times the mean. */
    public int[] depths() {
        TreeSet<Integer> depths = new TreeSet<>();
        for (int r = 1; r <= DEEPEST; r *= 2) {
            depths.add(r);
        }
        for (int times = 1; times <= 8; times *= 2) {
            depths.add(times * mean());
        }
        return depths.stream().mapToInt(Integer::intValue).toArray();
    }

    public List<Level> trainedLevels() {
        return levels.stream().filter(Level::trained).toList();
    }

    public List<TaskFamily> families() {
        return List.copyOf(training.trainedMax().keySet());
    }

    /** Held-out problems of a level: always the same ones. */
    public List<Example> problems(Level level, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> level.family().example(seed(), i, level.difficulty(), Split.HELD_OUT))
                .toList();
    }

    /** About {@code count} problems, at least one a level, equally many of each of {@code from}. */
    public List<Example> pooled(List<Level> from, int count) {
        int each = Math.max(1, Math.ceilDiv(count, from.size()));
        return from.stream().flatMap(level -> problems(level, each).stream()).toList();
    }
}
