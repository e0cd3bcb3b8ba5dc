package dev.muninn.generate;

/** What one job does in a round of a lockstep batch, in which every row, of a prompt or of a token, steps as often as the deepest. */
final class RoundRows {
    private int rows;
    /** Core steps of all rows together, those that they ran on included. */
    private long steps;

    void begin() {
        rows = 0;
        steps = 0;
    }

    /** {@code count} rows more were embedded. */
    void embed(int count) {
        rows += count;
    }

    void step(int count) {
        steps += count;
    }

    /** Core steps that every row has taken. */
    long depth() {
        return rows == 0 ? 0 : steps / rows;
    }

    /** Rows that run on in this tick, until all have taken {@code deepest} steps. */
    int runOn(long deepest) {
        int count = Math.clamp(rows * deepest - steps, 0, rows);
        steps += count;
        return count;
    }
}
