package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.Lanes.WIDTH;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** What {@link RowOps}, {@link Lanes} and {@link F32Head} compute, in plain loops and to the same bits, lane by lane in their order; for a cold process ({@link Warmth}). */
final class PlainRows {
    private PlainRows() {}

    /** As {@link RowOps#rmsNorm}; {@code lanes} holds four vectors. */
    static void rmsNorm(float[] out, float[] x, float[] gain, int at, int width, float eps, float[] lanes) {
        float scale = (float) (1 / Math.sqrt((double) squares(x, at, width, lanes) / width + eps));
        for (int i = 0; i < width; i++) {
            out[at + i] = x[at + i] * scale * gain[i];
        }
    }

    private static float squares(float[] x, int at, int width, float[] lanes) {
        Arrays.fill(lanes, 0, 4 * WIDTH, 0f);
        int i = 0;
        for (; i <= width - 4 * WIDTH; i += 4 * WIDTH) {
            for (int l = 0; l < 4 * WIDTH; l++) {
                lanes[l] = Math.fma(x[at + i + l], x[at + i + l], lanes[l]);
            }
        }
        for (; i <= width - WIDTH; i += WIDTH) {
            for (int l = 0; l < WIDTH; l++) {
                lanes[l] = Math.fma(x[at + i + l], x[at + i + l], lanes[l]);
            }
        }
        for (int l = 0; l < WIDTH; l++) {
            lanes[l] = lanes[l] + lanes[WIDTH + l] + (lanes[2 * WIDTH + l] + lanes[3 * WIDTH + l]);
        }
        float rest = 0;
        for (; i < width; i++) {
            rest = Math.fma(x[at + i], x[at + i], rest);
        }
        return folded(lanes) + rest;
    }

    /** The sum of the first vector, halves added to one another as by the swaps of {@link Lanes}. */
    private static float folded(float[] lanes) {
        for (int half = WIDTH / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                lanes[l] += lanes[l + half];
            }
        }
        return lanes[0];
    }

    /** As {@link RowOps#add}. */
    static void add(float[] out, float[] x, float[] y, int at, int count) {
        for (int i = at; i < at + count; i++) {
            out[i] = x[i] + y[i];
        }
    }

    /** As {@link RowOps#multiplyAdd}. */
    static void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count) {
        for (int i = 0; i < count; i++) {
            x[xAt + i] = Math.fma(y[yAt + i], gain[gainAt + i], x[xAt + i]);
        }
    }

    /** As {@link RowOps#swiGlu}. */
    static void swiGlu(float[] out, float[] gateUp, int row, int width) {
        int gate = row * 2 * width;
        for (int i = 0; i < width; i++) {
            float g = gateUp[gate + i];
            out[row * width + i] = g / (exp(g * -1f + 0f) + 1f) * gateUp[gate + width + i];
        }
    }

    /** {@code e^y} as {@link Lanes#exp}. */
    private static float exp(float y) {
        if (y < Lanes.EXP_MIN) {
            return 0f;
        }
        if (y > Lanes.EXP_MAX) {
            return Float.POSITIVE_INFINITY;
        }
        float shifted = Math.fma(y, Lanes.LOG2_E, Lanes.ROUND);
        float n = shifted - Lanes.ROUND;
        float r = Math.fma(n, -Lanes.LN2_LOW, Math.fma(n, -Lanes.LN2_HIGH, y));
        float p = Lanes.EXP_TERMS[0];
        for (int i = 1; i < Lanes.EXP_TERMS.length; i++) {
            p = Math.fma(p, r, Lanes.EXP_TERMS[i]);
        }
        p = Math.fma(p, r * r, r) + 1f;
        int power = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(Lanes.ROUND);
        int half = power >> 1;
        p *= Float.intBitsToFloat(half + 127 << 23);
        return p * Float.intBitsToFloat(power - half + 127 << 23);
    }

    /** Softmax of {@code count} scores in place; those that pad them to {@code padded} become zero. {@code lanes} holds a vector. */
    static void softmax(float[] scores, int at, int count, int padded, float[] lanes) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, scores[at + i]);
        }
        Arrays.fill(lanes, 0, WIDTH, 0f);
        for (int i = 0; i < padded; i++) {
            float e = i < count ? exp(scores[at + i] * 1f + -max) : exp(Float.NEGATIVE_INFINITY + -max);
            scores[at + i] = e;
            lanes[i % WIDTH] += e;
        }
        float factor = 1 / folded(lanes);
        for (int i = 0; i < padded; i++) {
            scores[at + i] *= factor;
        }
    }

    /** As {@link F32Head#scores}; {@code entry} holds a head's key, {@code lanes} a vector. */
    static void scores(
            float[] scores,
            int to,
            float scale,
            float[] q,
            int qAt,
            int headWidth,
            MemorySegment page,
            long key,
            long stride,
            int count,
            float[] entry,
            float[] lanes) {
        int whole = headWidth - headWidth % WIDTH;
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(page, ValueLayout.JAVA_FLOAT_UNALIGNED, key + i * stride, entry, 0, headWidth);
            Arrays.fill(lanes, 0, WIDTH, 0f);
            for (int d = 0; d < whole; d++) {
                lanes[d % WIDTH] = Math.fma(q[qAt + d], entry[d], lanes[d % WIDTH]);
            }
            float rest = 0;
            for (int d = whole; d < headWidth; d++) {
                rest = Math.fma(q[qAt + d], entry[d], rest);
            }
            scores[to + i] = (folded(lanes) + rest) * scale;
        }
    }

    /** As {@link F32Head#addValues}; {@code entry} holds a head's value. */
    static void addValues(
            float[] out,
            int to,
            float[] p,
            int pAt,
            int headWidth,
            MemorySegment page,
            long value,
            long stride,
            int count,
            float[] entry) {
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(page, ValueLayout.JAVA_FLOAT_UNALIGNED, value + i * stride, entry, 0, headWidth);
            for (int d = 0; d < headWidth; d++) {
                out[to + d] = Math.fma(p[pAt + i], entry[d], out[to + d]);
            }
        }
    }
}
