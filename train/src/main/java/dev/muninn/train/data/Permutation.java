package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

/**
 * The numbers below {@code size} in an order of their own, any of them at once and without a table: a Feistel network over the next
 * even number of bits, applied again while the result is too large (Black and Rogaway 2002).
 *
 * @param size 1 or more
 * @param key another key, another order
 */
public record Permutation(long size, long key) {
    private static final int ROUNDS = 6;

    public Permutation {
        require(size >= 1 && size <= 1L << 60, "a permutation of %d numbers; wanted 1 to 2^60", size);
    }

    /**
     * The number at a place.
     *
     * @param index 0 to {@code size} - 1
     */
    public long at(long index) {
        assert index >= 0 && index < size : index + " of " + size;
        int half = halfBits();
        long value = index;
        do {
            value = encrypt(value, half);
        } while (value >= size);
        return value;
    }

    private int halfBits() {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
        return Math.max(1, (bits + 1) / 2);
    }

    private long encrypt(long value, int half) {
        long mask = (1L << half) - 1;
        long left = value >>> half;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (Hash.of(key, round, right) & mask);
            left = right;
            right = next;
        }
        return left << half | right;
    }
}
