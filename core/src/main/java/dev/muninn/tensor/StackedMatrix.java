package dev.muninn.tensor;

import static dev.muninn.error.MuninnException.require;

import java.util.List;

/** Matrices of one width, one under another; of one format, or of float formats that f32 holds. */
public record StackedMatrix(List<MatrixSource> parts) implements MatrixSource {
    public StackedMatrix {
        for (MatrixSource part : parts) {
            require(
                    part.format() == parts.getFirst().format()
                            || !part.format().quantized()
                                    && !parts.getFirst().format().quantized(),
                    "tensors '%s' and '%s' are stored as %s and %s, the same format is wanted for both",
                    parts.getFirst().name(),
                    part.name(),
                    parts.getFirst().format().label(),
                    part.format().label());
        }
    }

    @Override
    public String name() {
        return parts.getFirst().name();
    }

    @Override
    public int rows() {
        return parts.stream().mapToInt(MatrixSource::rows).sum();
    }

    @Override
    public int cols() {
        return parts.getFirst().cols();
    }

    @Override
    public WeightFormat format() {
        WeightFormat first = parts.getFirst().format();
        return parts.stream().allMatch(part -> part.format() == first) ? first : WeightFormat.F32;
    }

    @Override
    public void readRow(int row, float[] out, int at) {
        for (MatrixSource part : parts) {
            if (row < part.rows()) {
                part.readRow(row, out, at);
                return;
            }
            row -= part.rows();
        }
        throw new IndexOutOfBoundsException(row);
    }

    @Override
    public void readCodes(int row, byte[] codes, float[] scales) {
        for (MatrixSource part : parts) {
            if (row < part.rows()) {
                part.readCodes(row, codes, scales);
                return;
            }
            row -= part.rows();
        }
        throw new IndexOutOfBoundsException(row);
    }
}
