package dev.muninn.eval.harness.python;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Python's {@code random.Random(seed)} for whole seeds: MT19937 (Matsumoto and Nishimura 1998), seeded by {@code init_by_array} with the
 * seed's 32-bit words, and CPython's own ways of drawing from it. The same seed draws the same shots as in Python.
 */
public final class PythonRandom {
    private static final int N = 624;
    private static final int M = 397;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7fffffff;
    private static final int TWIST = 0x9908b0df;

    private final int[] state = new int[N];
    private int next = N;

    public PythonRandom(long seed) {
        long magnitude = Math.abs(seed);
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        seed(high == 0 ? new int[] {low} : new int[] {low, high});
    }

    private void seed(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        int i = 1;
        int j = 0;
        for (int k = Math.max(N, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i = following(i);
            j = (j + 1) % key.length;
        }
        for (int k = N - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = following(i);
        }
        state[0] = UPPER;
    }

    /** The index after {@code i}; past the end it goes on at 1, and the first word becomes the last. */
    private int following(int i) {
        if (i + 1 < N) {
            return i + 1;
        }
        state[0] = state[N - 1];
        return 1;
    }

    private int word() {
        if (next >= N) {
            for (int k = 0; k < N; k++) {
                int mixed = (state[k] & UPPER) | (state[(k + 1) % N] & LOWER);
                state[k] = state[(k + M) % N] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : TWIST);
            }
            next = 0;
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    /** In [0, 1), with 53 bits. */
    public double random() {
        int a = word() >>> 5;
        int b = word() >>> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }

    /** A whole number from 0 to {@code n} - 1: draws as many bits as {@code n} has until they are below it. */
    public int below(int n) {
        require(n >= 1, "nothing can be drawn out of %d", n);
        int bits = 32 - Integer.numberOfLeadingZeros(n);
        int drawn = word() >>> (32 - bits);
        while (drawn >= n) {
            drawn = word() >>> (32 - bits);
        }
        return drawn;
    }

    /** {@code random.sample}: {@code k} of {@code population} without repetition, in the order drawn. */
    public <T> List<T> sample(List<T> population, int k) {
        int n = population.size();
        require(k >= 0 && k <= n, "%d cannot be drawn out of %d", k, n);
        List<T> drawn = new ArrayList<>(k);
        if (n <= poolLimit(k)) {
            List<T> pool = new ArrayList<>(population);
            for (int i = 0; i < k; i++) {
                int j = below(n - i);
                drawn.add(pool.get(j));
                pool.set(j, pool.get(n - i - 1));
            }
            return drawn;
        }
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < k; i++) {
            int j = below(n);
            while (!taken.add(j)) {
                j = below(n);
            }
            drawn.add(population.get(j));
        }
        return drawn;
    }

    /** The largest population that is copied and drawn from, rather than remembered what was taken. */
    private static long poolLimit(int k) {
        return k <= 5 ? 21 : 21 + Math.round(Math.pow(4, Math.ceil(Math.log(k * 3.0) / Math.log(4))));
    }

    /** Indices of {@code random.choices}: {@code k} of {@code n}, with repetition. */
    public void choices(int n, int[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (int) (random() * n);
        }
    }
}
