package dev.muninn.gguf;

import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix of a GGUF file, dequantized a row at a time from the mapping.
 *
 * @param order where the file keeps each row
 */
record GgufMatrix(String name, int rows, int cols, GgmlType type, RowOrder order, MemorySegment bytes)
        implements MatrixSource {
    @Override
    public WeightFormat format() {
        return type.lossless();
    }

    @Override
    public void readRow(int row, float[] out, int at) {
        byte[] stored = new byte[Math.toIntExact(type.rowBytes(cols))];
        long from = order.stored(row) * (long) stored.length;
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, stored, 0, stored.length);
        type.read(stored, out, at, cols);
    }
}
