package dev.muninn.sampling;

/**
 * Partial selection (quickselect, Hoare 1961) over distinct ranks whose lower 32 bits index a weight: linear time on average where
 * sorting a vocabulary would not be. Arrays are reordered in place.
 */
final class Selection {
    private Selection() {}

    /** Moves the {@code wanted} smallest of the first {@code count} ranks to the front, in no particular order. */
    static void smallest(long[] ranks, int count, int wanted) {
        int from = 0;
        int to = count;
        while (to - from > 1 && wanted != from) {
            int middle = partition(ranks, from, to);
            if (wanted < middle) {
                to = middle;
            } else {
                from = middle;
            }
        }
    }

    /**
     * Moves the fewest smallest ranks whose weights together reach {@code mass} to the front, at least one, and returns how many
     * they are.
     */
    static int smallestWithMass(long[] ranks, int count, double[] weights, double mass) {
        int from = 0;
        int to = count;
        double before = 0;
        while (to - from > 1) {
            int middle = partition(ranks, from, to);
            double left = mass(ranks, from, middle, weights);
            if (before + left >= mass) {
                to = middle;
            } else {
                before += left;
                from = middle;
            }
        }
        return from + 1;
    }

    /** The sum of the weights of {@code ranks[from .. to]}. */
    static double mass(long[] ranks, int from, int to, double[] weights) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += weights[(int) ranks[i]];
        }
        return sum;
    }

    static long largest(long[] ranks, int count) {
        long largest = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, ranks[i]);
        }
        return largest;
    }

    /**
     * Splits two or more ranks into smaller and larger ones; returns where the larger begin. Neither side is empty: the median of
     * three distinct ranks is not the largest, and of two the first is taken.
     */
    private static int partition(long[] ranks, int from, int to) {
        long pivot = median(ranks[from], ranks[from + (to - from - 1) / 2], ranks[to - 1]);
        int left = from - 1;
        int right = to;
        while (true) {
            do {
                left++;
            } while (ranks[left] < pivot);
            do {
                right--;
            } while (ranks[right] > pivot);
            if (left >= right) {
                return right + 1;
            }
            long swapped = ranks[left];
            ranks[left] = ranks[right];
            ranks[right] = swapped;
        }
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
