package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Random choices of one problem: number i is a hash of (key, i), SplitMix64's finaliser over a counter (Steele, Lea and Flood
 * 2014). Written out here, and only with exactly specified arithmetic, because texts must stay the same for ever: a model's
 * held-out problems must be those it was not trained on, years later too.
 */
final class TaskRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;
    private long drawn;

    private TaskRandom(long key) {
        this.key = key;
    }

    /** Choices that depend on all of {@code place}, in its order. */
    static TaskRandom at(long... place) {
        long key = 0;
        for (long part : place) {
            key = mix(mix(key + GAMMA) + part);
        }
        return new TaskRandom(key);
    }

    /** A whole number in [0, {@code bound}); its bias is below 2⁻⁵⁰. */
    int below(int bound) {
        assert bound > 0 : bound;
        return (int) Math.unsignedMultiplyHigh(mix(key + ++drawn * GAMMA), bound);
    }

    /** A whole number in [{@code least}, {@code most}]. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** True one time in {@code times}. */
    boolean oneIn(int times) {
        return below(times) == 0;
    }

    <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int other = below(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(other));
            shuffled.set(other, moved);
        }
        return shuffled;
    }

    /** {@code count} different elements in random order. */
    <T> List<T> some(List<T> from, int count) {
        return List.copyOf(shuffled(from).subList(0, count));
    }

    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
