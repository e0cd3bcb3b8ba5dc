package dev.muninn.kernels.vector;

/**
 * Whether a process is still cold. Until C2 has compiled them, loops on vectors make an object for every vector and are a hundred
 * times slower than they will be; so the first multiply-adds, and everything between them, are done in plain loops, which are fast as
 * soon as C1 has compiled them. Nobody sees in the bits who has computed. Counted, not timed: what is computed how is the same in every run.
 */
final class Warmth {
    /** Multiply-adds of a cold process: about a second's worth, a few milliseconds' of a warm one. */
    static final long COLD = 256L << 20;

    private long left;

    Warmth(long left) {
        this.left = left;
    }

    boolean cold() {
        return left > 0;
    }

    void spend(long multiplyAdds) {
        left -= Math.min(left, multiplyAdds);
    }
}
