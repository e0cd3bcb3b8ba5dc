package dev.muninn.weights;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor lies.
 *
 * @param begin first byte in {@code file}, counted from the start of the file
 * @param end the byte after the last
 */
public record TensorInfo(String name, DType dtype, List<Long> shape, Path file, long begin, long end) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    public long bytes() {
        return end - begin;
    }

    public long elements() {
        return bytes() / dtype.bytes();
    }

    boolean hasShape(long... wanted) {
        if (shape.size() != wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (shape.get(i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
