package dev.muninn.train.data;

/** An order of numbers that goes on for ever: each epoch has all of them once, in an order of its own. */
public final class Shuffled {
    private Shuffled() {}

    /**
     * The number at a place, 0 to {@code size} - 1.
     *
     * @param index 0 or more
     */
    public static long at(long index, long size, long seed) {
        return new Permutation(size, Hash.of(seed, index / size)).at(index % size);
    }
}
