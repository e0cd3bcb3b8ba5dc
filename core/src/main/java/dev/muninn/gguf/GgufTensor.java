package dev.muninn.gguf;

import java.nio.file.Path;
import java.util.List;

/**
 * A tensor of a GGUF file.
 *
 * @param shape rows first, as everywhere here; the file lists the dimensions the other way round, but its bytes are row-major too
 * @param begin first byte, counted from the start of {@code file}
 */
public record GgufTensor(String name, GgmlType type, List<Long> shape, Path file, long begin, long bytes) {
    public GgufTensor {
        shape = List.copyOf(shape);
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Elements of a row: of the last dimension. */
    long cols() {
        return shape.getLast();
    }
}
