package dev.muninn.tensor;

/**
 * Symmetric round-to-nearest quantization of one row. Scales are rounded to bf16 before codes are chosen, so codes are
 * optimal for the scale that is stored.
 */
public final class Quantizer {
    private Quantizer() {}

    /**
     * Quantizes {@code row[at .. at + cols)} into {@code codes[0 .. cols)} and {@code scales[0 .. format.scales(cols))};
     * value ≈ code · scale.
     *
     * <p>8 bit: scale = max|w| / 127. 4 bit: the value of largest magnitude maps to −8 exactly (its scale may be negative),
     * so all 16 codes are used.
     */
    public static void quantizeRow(WeightFormat format, float[] row, int at, int cols, byte[] codes, float[] scales) {
        int group = format.group(cols);
        int lowest = format == WeightFormat.INT4 ? -8 : -127;
        int highest = format == WeightFormat.INT4 ? 7 : 127;
        for (int g = 0, from = 0; from < cols; g++, from += group) {
            int to = Math.min(cols, from + group);
            float extreme = 0;
            for (int i = from; i < to; i++) {
                if (Math.abs(row[at + i]) > Math.abs(extreme)) {
                    extreme = row[at + i];
                }
            }
            float scale = Bf16.round(extreme / lowest);
            scales[g] = scale;
            for (int i = from; i < to; i++) {
                int code = scale == 0 ? 0 : Math.round(row[at + i] / scale);
                codes[i] = (byte) Math.clamp(code, lowest, highest);
            }
        }
    }

    /** Reads row {@code row} of {@code source} as codes of {@code format}: the stored ones if it has them, fresh ones otherwise. */
    public static void readRow(
            MatrixSource source, int row, WeightFormat format, float[] scratch, byte[] codes, float[] scales) {
        if (source.format() == format) {
            source.readCodes(row, codes, scales);
        } else {
            source.readRow(row, scratch, 0);
            quantizeRow(format, scratch, 0, source.cols(), codes, scales);
        }
    }
}
