package dev.muninn.gguf;

import static dev.muninn.gguf.FloatRows.half;

/**
 * Formats of 256 elements a block, whose groups of 16 or 32 have a scale of few bits each, scaled by an f16 of the block. Layouts as in
 * ggml's ggml-common.h; rounding as in {@link Blocks32}.
 */
final class BlocksK {
    private BlocksK() {}

    /**
     * 16 bytes of scale (low half) and minimum (high half) for groups of 16, 64 bytes of 2-bit codes q, f16 d and dmin:
     * (d · scale) · q − dmin · minimum. A run of 128 elements has its codes in 32 bytes, two bits for every 32 elements.
     */
    static void readQ2(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from + 80);
        float dmin = half(bytes, from + 82);
        for (int group = 0; group < 16; group++) {
            int packed = bytes[from + group];
            float scale = d * (packed & 0xF);
            float least = dmin * (packed >> 4 & 0xF);
            int codes = from + 16 + codesOf(group);
            int shift = group % 8 / 2 * 2;
            for (int j = 0; j < 16; j++) {
                out[at + 16 * group + j] = scale * (bytes[codes + j] >> shift & 3) - least;
            }
        }
    }

    /**
     * 32 bytes of third bits, 64 bytes of low bits as in Q2_K, 12 bytes of sixteen 6-bit scales, f16 d: d · (scale − 32) · (q − 4), where a
     * third bit that is set adds the 4.
     */
    static void readQ3(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from + 108);
        for (int group = 0; group < 16; group++) {
            float scale = d * (q3Scale(bytes, from + 96, group) - 32);
            int codes = from + 32 + codesOf(group);
            int thirds = from + group % 2 * 16;
            int shift = group % 8 / 2 * 2;
            for (int j = 0; j < 16; j++) {
                int low = bytes[codes + j] >> shift & 3;
                int third = bytes[thirds + j] >> group / 2 & 1;
                out[at + 16 * group + j] = scale * (low - 4 + 4 * third);
            }
        }
    }

    /** Where the codes of a group of 16 lie among 64 bytes of 2-bit codes. */
    private static int codesOf(int group) {
        return group / 8 * 32 + group % 2 * 16;
    }

    /** Low four bits in the halves of eight bytes, then the high two bits in four bytes. */
    private static int q3Scale(byte[] bytes, int from, int group) {
        int low = bytes[from + group % 8] >> group / 8 * 4 & 0xF;
        int high = bytes[from + 8 + group % 4] >> group / 4 * 2 & 3;
        return low | high << 4;
    }

    /** f16 d and dmin, 12 bytes of 6-bit scales and minima for groups of 32, 128 bytes of codes: (d · scale) · q − dmin · minimum. */
    static void readQ4(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from);
        float dmin = half(bytes, from + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(bytes, from + 4, group);
            float least = dmin * minimum(bytes, from + 4, group);
            int codes = from + 16 + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int j = 0; j < 32; j++) {
                out[at + 32 * group + j] = scale * (bytes[codes + j] >> shift & 0xF) - least;
            }
        }
    }

    /** As Q4_K, with 32 bytes of fifth bits before the codes: bit g of byte j belongs to element j of group g. */
    static void readQ5(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from);
        float dmin = half(bytes, from + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(bytes, from + 4, group);
            float least = dmin * minimum(bytes, from + 4, group);
            int codes = from + 48 + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int j = 0; j < 32; j++) {
                int fifth = bytes[from + 16 + j] >> group & 1;
                out[at + 32 * group + j] = scale * (bytes[codes + j] >> shift & 0xF | fifth << 4) - least;
            }
        }
    }

    /** Six bits: of the first four groups in bytes 0 to 3; of the others low bits in bytes 8 to 11, high ones at the top of bytes 0 to 3. */
    private static int scale(byte[] bytes, int from, int group) {
        return group < 4
                ? bytes[from + group] & 0x3F
                : bytes[from + 4 + group] & 0xF | (bytes[from + group - 4] >> 6 & 3) << 4;
    }

    /** As {@link #scale}, in bytes 4 to 7 and the high halves of 8 to 11. */
    private static int minimum(byte[] bytes, int from, int group) {
        return group < 4
                ? bytes[from + 4 + group] & 0x3F
                : bytes[from + 4 + group] >> 4 & 0xF | (bytes[from + group] >> 6 & 3) << 4;
    }

    /**
     * 128 bytes of low four bits, 64 bytes of high two bits, 16 signed scales for groups of 16, f16 d: (d · scale) · (q − 32). A run of 128
     * elements has 64 bytes of low bits, the first 64 elements in the low halves, and 32 bytes of high bits, two for every 32 elements.
     */
    static void readQ6(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from + 208);
        for (int group = 0; group < 16; group++) {
            float scale = d * bytes[from + 192 + group];
            int run = group / 8;
            int low = from + run * 64 + group % 4 * 16;
            int high = from + 128 + run * 32 + group % 2 * 16;
            int lowShift = group % 8 / 4 * 4;
            int highShift = group % 8 / 2 * 2;
            for (int j = 0; j < 16; j++) {
                int code = bytes[low + j] >> lowShift & 0xF | (bytes[high + j] >> highShift & 3) << 4;
                out[at + 16 * group + j] = scale * (code - 32);
            }
        }
    }

    /** f16 d, two bytes of high and four of low bits of 6-bit scales for groups of 32, then codes as in IQ4_NL: d · (scale − 32) · value(q). */
    static void readIq4Xs(byte[] bytes, int from, float[] out, int at) {
        float d = half(bytes, from);
        for (int group = 0; group < 8; group++) {
            int low = bytes[from + 4 + group / 2] >> group % 2 * 4 & 0xF;
            int high = bytes[from + 2 + group / 4] >> group % 4 * 2 & 3;
            float scale = d * ((low | high << 4) - 32);
            Blocks32.readIq4(scale, bytes, from + 8 + 16 * group, out, at + 32 * group);
        }
    }
}
