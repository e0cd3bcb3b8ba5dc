package dev.muninn.tensor;

/** Rows {@code first .. first + rows} of another matrix. */
public record RowRange(MatrixSource whole, int first, int rows) implements MatrixSource {
    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public int cols() {
        return whole.cols();
    }

    @Override
    public WeightFormat format() {
        return whole.format();
    }

    @Override
    public void readRow(int row, float[] out, int at) {
        whole.readRow(first + row, out, at);
    }

    @Override
    public void readCodes(int row, byte[] codes, float[] scales) {
        whole.readCodes(first + row, codes, scales);
    }
}
