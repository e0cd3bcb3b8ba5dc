package dev.muninn.eval.task;

import static dev.muninn.error.MuninnException.require;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An endless stream of problems with random access: number i depends on the mixture and i alone, so threads may share it out as
 * they like, and a run that is resumed goes on where it was.
 *
 * @param parts what is drawn from
 * @param split of all problems
 * @param seed another seed, another stream
 */
public record TaskMixture(List<Part> parts, Split split, long seed) {
    private static final int MOST_PARTS = 1000;
    private static final int MOST_WEIGHT = 1_000_000;

    /** Distinguishes the choice of a part from what the part draws. */
    private static final long CHOICE = 0x6D69787475726573L;

    /**
     * A family in one form.
     *
     * @param weight how often, next to the other parts' weights
     * @param easiest the least difficulty; all from it to {@code hardest} are equally frequent
     */
    public record Part(TaskFamily family, Form form, int weight, int easiest, int hardest) {
        public Part {
            require(
                    weight >= 1 && weight <= MOST_WEIGHT,
                    "%s in a mixture has weight %d; wanted 1 to %d",
                    family.name(),
                    weight,
                    MOST_WEIGHT);
            require(
                    easiest >= family.easiest() && easiest <= hardest && hardest <= family.hardest(),
                    "%s in a mixture has difficulty %d to %d; wanted a range within %d to %d",
                    family.name(),
                    easiest,
                    hardest,
                    family.easiest(),
                    family.hardest());
        }
    }

    /** A problem and the form it is drawn for. */
    public record Item(Example example, Form form) {
        /** The training document. */
        public String document() {
            return TaskText.document(example, form);
        }
    }

    public TaskMixture {
        parts = List.copyOf(parts);
        require(
                !parts.isEmpty() && parts.size() <= MOST_PARTS,
                "a mixture has %d parts; wanted 1 to %d",
                parts.size(),
                MOST_PARTS);
    }

    public Item at(long index) {
        TaskRandom random = TaskRandom.at(CHOICE, seed, index);
        Part part = part(random);
        int difficulty = random.between(part.easiest(), part.hardest());
        return new Item(part.family().example(seed, index, difficulty, split), part.form());
    }

    /** All items from {@code index} on; endless. */
    public Stream<Item> from(long index) {
        return LongStream.iterate(index, i -> i + 1).mapToObj(this::at);
    }

    private Part part(TaskRandom random) {
        int drawn = random.below(parts.stream().mapToInt(Part::weight).sum());
        for (Part part : parts) {
            drawn -= part.weight();
            if (drawn < 0) {
                return part;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}
