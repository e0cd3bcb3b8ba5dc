package dev.muninn.kernels.training;

/**
 * A table of rotary position embedding: cosine and sine of every pair of a head, by position. The two may share a factor other than 1
 * (YaRN's amplitude).
 *
 * @param adjacent whether pair i is elements (2i, 2i+1) of a head, else (i, i + D/2)
 * @param headWidth D, even
 * @param cos (T, D/2)
 * @param sin (T, D/2)
 */
@SuppressWarnings("ArrayRecordComponent") // a table handed over, never compared
public record Angles(boolean adjacent, int headWidth, float[] cos, float[] sin) {
    /** Positions in the table, T. */
    public int positions() {
        return 2 * cos.length / headWidth;
    }

    /** Where the angles of {@code position} begin. */
    public int at(int position) {
        return position * (headWidth / 2);
    }
}
