package dev.muninn.eval.benchmark;

/**
 * How far something is to the right of and above something else.
 *
 * @param dx to the right
 * @param dy above
 */
record Offset(int dx, int dy) {
    Offset plus(Offset other) {
        return new Offset(dx + other.dx, dy + other.dy);
    }

    Offset inverse() {
        return new Offset(-dx, -dy);
    }

    /** The direction alone. */
    Offset sign() {
        return new Offset(Integer.signum(dx), Integer.signum(dy));
    }
}
