package dev.muninn.tensor;

/**
 * A (rows, cols) matrix as it is stored somewhere, row-major, read a row at a time. Kernels pack their own layout from it.
 * Implementations may be read from several threads at once.
 */
public interface MatrixSource {
    /** The tensor's name, for messages. */
    String name();

    int rows();

    int cols();

    /** The format that holds the stored values without loss (F16 reports {@link WeightFormat#F32}). */
    WeightFormat format();

    /** Reads row {@code row}, as floats, into {@code out[at .. at + cols)}. */
    void readRow(int row, float[] out, int at);

    /**
     * Reads the integer codes of row {@code row} into {@code codes[0 .. cols)}, sign-extended, and its scales into
     * {@code scales[0 .. format().scales(cols))}. Only where {@link #format()} is quantized.
     */
    default void readCodes(int row, byte[] codes, float[] scales) {
        throw new UnsupportedOperationException(name() + " is stored as " + format().label() + ", it has no codes");
    }

    /** A matrix over a row-major array. */
    static MatrixSource of(String name, float[] values, int rows, int cols) {
        assert values.length == (long) rows * cols : values.length;
        return new MatrixSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int rows() {
                return rows;
            }

            @Override
            public int cols() {
                return cols;
            }

            @Override
            public WeightFormat format() {
                return WeightFormat.F32;
            }

            @Override
            public void readRow(int row, float[] out, int at) {
                System.arraycopy(values, row * cols, out, at, cols);
            }
        };
    }
}
