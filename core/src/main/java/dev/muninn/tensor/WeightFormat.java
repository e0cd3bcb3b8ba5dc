package dev.muninn.tensor;

/** How the elements of a weight matrix are held. Integer formats are symmetric, with bf16 scales. */
public enum WeightFormat {
    F32("f32"),
    BF16("bf16"),
    /** Signed 8 bit, one scale for every 32 neighbouring columns of a row. */
    INT8("int8"),
    /** Signed 8 bit, one scale a row. */
    INT8_ROW("int8-row"),
    /** Signed 4 bit, one scale for every 32 neighbouring columns of a row. */
    INT4("int4");

    /** Columns that share a scale in {@link #INT8} and {@link #INT4}. */
    public static final int GROUP = 32;

    private final String label;

    WeightFormat(String label) {
        this.label = label;
    }

    /** The name used in flags and files. */
    public String label() {
        return label;
    }

    public boolean quantized() {
        return this == INT8 || this == INT8_ROW || this == INT4;
    }

    /** Bits of one code; 32 and 16 for the float formats. */
    public int bits() {
        return switch (this) {
            case F32 -> 32;
            case BF16 -> 16;
            case INT8, INT8_ROW -> 8;
            case INT4 -> 4;
        };
    }

    /** Columns that share one scale in a row of {@code cols}; {@code cols} itself where the row has one scale. */
    public int group(int cols) {
        return this == INT8_ROW ? cols : GROUP;
    }

    /** Scales of one row of {@code cols}; 0 for the float formats. */
    public int scales(int cols) {
        return quantized() ? (cols + group(cols) - 1) / group(cols) : 0;
    }

    /** Bytes of a (rows, cols) matrix in this format, scales included, without padding. */
    public long bytes(long rows, int cols) {
        return rows * (((long) cols * bits() + 7) / 8 + 2L * scales(cols));
    }
}
