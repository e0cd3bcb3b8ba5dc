package dev.muninn.gguf;

import static dev.muninn.gguf.FloatRows.half;

/**
 * Formats of 32 elements a block. A byte of 4-bit codes holds element j in its low half and element j + 16 in its high half. Products
 * and sums are rounded one after the other, as ggml's reference dequantization does (no fused multiply-add), so values agree to the bit.
 */
final class Blocks32 {
    private static final int HALF = 16;
    /** The 16 values of an IQ4 code. */
    static final byte[] IQ4_VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private Blocks32() {}

    /** f16 scale d, 16 bytes of codes q: (q − 8) · d. */
    static void readQ40(byte[] bytes, int from, float[] out, int at) {
        float scale = half(bytes, from);
        for (int j = 0; j < HALF; j++) {
            int pair = bytes[from + 2 + j];
            out[at + j] = ((pair & 0xF) - 8) * scale;
            out[at + HALF + j] = ((pair >> 4 & 0xF) - 8) * scale;
        }
    }

    /** f16 scale d, f16 minimum m, 16 bytes of codes q: q · d + m. */
    static void readQ41(byte[] bytes, int from, float[] out, int at) {
        float scale = half(bytes, from);
        float least = half(bytes, from + 2);
        for (int j = 0; j < HALF; j++) {
            int pair = bytes[from + 4 + j];
            out[at + j] = (pair & 0xF) * scale + least;
            out[at + HALF + j] = (pair >> 4 & 0xF) * scale + least;
        }
    }

    /** f16 scale d, 32 fifth bits, 16 bytes of low bits of the codes q: (q − 16) · d. */
    static void readQ50(byte[] bytes, int from, float[] out, int at) {
        float scale = half(bytes, from);
        for (int j = 0; j < HALF; j++) {
            int pair = bytes[from + 6 + j];
            out[at + j] = ((pair & 0xF | fifth(bytes, from + 2, j)) - 16) * scale;
            out[at + HALF + j] = ((pair >> 4 & 0xF | fifth(bytes, from + 2, HALF + j)) - 16) * scale;
        }
    }

    /** f16 scale d, f16 minimum m, 32 fifth bits, 16 bytes of low bits of the codes q: q · d + m. */
    static void readQ51(byte[] bytes, int from, float[] out, int at) {
        float scale = half(bytes, from);
        float least = half(bytes, from + 2);
        for (int j = 0; j < HALF; j++) {
            int pair = bytes[from + 8 + j];
            out[at + j] = (pair & 0xF | fifth(bytes, from + 4, j)) * scale + least;
            out[at + HALF + j] = (pair >> 4 & 0xF | fifth(bytes, from + 4, HALF + j)) * scale + least;
        }
    }

    /** Bit {@code i} of the four bytes at {@code from}, as the fifth bit of a code. */
    private static int fifth(byte[] bytes, int from, int i) {
        return (bytes[from + i / 8] >> i % 8 & 1) << 4;
    }

    /** f16 scale d, 32 signed codes q: q · d. */
    static void readQ80(byte[] bytes, int from, float[] out, int at) {
        float scale = half(bytes, from);
        for (int j = 0; j < 32; j++) {
            out[at + j] = bytes[from + 2 + j] * scale;
        }
    }

    /** f16 scale d, 16 bytes of codes q: value(q) · d. */
    static void readIq4Nl(byte[] bytes, int from, float[] out, int at) {
        readIq4(half(bytes, from), bytes, from + 2, out, at);
    }

    /** 32 codes of four bits as values times {@code scale}. */
    static void readIq4(float scale, byte[] bytes, int from, float[] out, int at) {
        for (int j = 0; j < HALF; j++) {
            int pair = bytes[from + j];
            out[at + j] = IQ4_VALUES[pair & 0xF] * scale;
            out[at + HALF + j] = IQ4_VALUES[pair >> 4 & 0xF] * scale;
        }
    }
}
