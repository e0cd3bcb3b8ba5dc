package dev.muninn.train.data;

/** Numbers that look random, the same for ever: SplitMix64's finaliser (Steele, Lea and Flood 2014). */
final class Hash {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Hash() {}

    static long of(long a, long b, long c) {
        return mix(mix(mix(a + GAMMA) + b + GAMMA) + c + GAMMA);
    }

    static long of(long a, long b) {
        return of(a, b, 0);
    }

    /** 64-bit FNV-1a over characters, mixed. */
    static long of(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
