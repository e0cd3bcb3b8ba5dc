package dev.muninn.train.loop;

/** Seeds made of numbers: what is drawn at a step depends on the run's seed and the step, never on what was drawn before. */
final class Keys {
    /** What a seed is for. */
    enum Purpose {
        DEPTH(1),
        NOISE(2),
        MIXTURE(3),
        EVALUATION(4);

        /** Never changes: a run's numbers depend on it. */
        private final int number;

        Purpose(int number) {
            this.number = number;
        }
    }

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private Keys() {}

    static long of(long seed, Purpose purpose, long step, int batch) {
        long key = mix(seed + GAMMA * purpose.number);
        key = mix(key + GAMMA * (step + 1));
        return mix(key + GAMMA * (batch + 1L));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
