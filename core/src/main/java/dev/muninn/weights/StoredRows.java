package dev.muninn.weights;

import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A block of a matrix's rows on its way into a checkpoint; the encoding that {@link Checkpoint} reads. */
final class StoredRows {
    /** Sums over elements w and their stored values ŵ. */
    record Errors(double squares, double squaredErrors, double max) {
        static final Errors NONE = new Errors(0, 0, 0);

        Errors plus(Errors other) {
            return new Errors(squares + other.squares, squaredErrors + other.squaredErrors, Math.max(max, other.max));
        }

        double relative() {
            return squares == 0 ? 0 : Math.sqrt(squaredErrors / squares);
        }
    }

    private final MatrixSource source;
    private final WeightFormat format;
    private final int first;
    private final int rows;
    private final int cols;
    private final ByteBuffer bytes;
    private final ByteBuffer scaleBytes;

    StoredRows(MatrixSource source, WeightFormat format, int first, int rows) {
        this.source = source;
        this.format = format;
        this.first = first;
        this.rows = rows;
        this.cols = source.cols();
        this.bytes = ByteBuffer.allocate(rows * rowBytes(format, cols)).order(ByteOrder.LITTLE_ENDIAN);
        this.scaleBytes = ByteBuffer.allocate(rows * 2 * format.scales(cols)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The tensors that hold a (rows, cols) matrix. */
    static List<Declared> storage(String name, int rows, int cols, WeightFormat format) {
        return switch (format) {
            case F32 -> List.of(Declared.of(name, DType.F32, rows, cols));
            case BF16 -> List.of(Declared.of(name, DType.BF16, rows, cols));
            case INT8, INT8_ROW -> List.of(Declared.of(name, DType.I8, rows, cols), scales(name, rows, cols, format));
            case INT4 ->
                List.of(Declared.of(name, DType.U8, rows, rowBytes(format, cols)), scales(name, rows, cols, format));
        };
    }

    private static Declared scales(String name, int rows, int cols, WeightFormat format) {
        return Declared.of(name + Checkpoint.SCALES, DType.BF16, rows, format.scales(cols));
    }

    private static int rowBytes(WeightFormat format, int cols) {
        return (cols * format.bits() + 7) / 8;
    }

    /** Encodes and writes the rows, and measures what the encoding lost. */
    Errors write(ShardedWriter writer) {
        Errors errors = Errors.NONE;
        float[] row = new float[cols];
        byte[] codes = new byte[format.quantized() ? cols : 0];
        float[] scales = new float[format.scales(cols)];
        for (int n = first; n < first + rows; n++) {
            source.readRow(n, row, 0);
            requireFinite(row, n);
            if (format.quantized()) {
                // codes of the same format pass through unchanged
                Quantizer.readRow(source, n, format, row, codes, scales);
                putCodes(codes, scales);
                errors = errors.plus(quantizedErrors(row, codes, scales));
            } else {
                errors = errors.plus(putFloats(row));
            }
        }
        writer.write(source.name(), (long) first * rowBytes(format, cols), bytes.flip());
        if (format.quantized()) {
            long at = (long) first * 2 * scales.length;
            writer.write(source.name() + Checkpoint.SCALES, at, scaleBytes.flip());
        }
        return errors;
    }

    private void requireFinite(float[] row, int n) {
        for (int k = 0; k < cols; k++) {
            if (!Float.isFinite(row[k])) {
                throw QuantizeCheckpoint.notFinite(source.name(), n, k, row[k]);
            }
        }
    }

    private void putCodes(byte[] codes, float[] scales) {
        if (format == WeightFormat.INT4) {
            for (int k = 0; k < cols; k += 2) {
                int odd = k + 1 < cols ? codes[k + 1] : 0;
                bytes.put((byte) (codes[k] & 0xF | odd << 4));
            }
        } else {
            bytes.put(codes);
        }
        for (float scale : scales) {
            scaleBytes.putShort(Bf16.fromFloat(scale));
        }
    }

    private Errors quantizedErrors(float[] row, byte[] codes, float[] scales) {
        int group = format.group(cols);
        double squares = 0;
        double squaredErrors = 0;
        double max = 0;
        for (int k = 0; k < cols; k++) {
            double error = row[k] - codes[k] * scales[k / group];
            squares += (double) row[k] * row[k];
            squaredErrors += error * error;
            max = Math.max(max, Math.abs(error));
        }
        return new Errors(squares, squaredErrors, max);
    }

    private Errors putFloats(float[] row) {
        if (format == WeightFormat.F32) {
            bytes.asFloatBuffer().put(row);
            bytes.position(bytes.position() + 4 * cols);
            return Errors.NONE;
        }
        double squares = 0;
        double squaredErrors = 0;
        double max = 0;
        for (float value : row) {
            short bits = Bf16.fromFloat(value);
            bytes.putShort(bits);
            double error = value - Bf16.toFloat(bits);
            squares += (double) value * value;
            squaredErrors += error * error;
            max = Math.max(max, Math.abs(error));
        }
        return new Errors(squares, squaredErrors, max);
    }
}
