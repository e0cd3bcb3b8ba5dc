package dev.muninn.architecture;

import java.util.List;

/**
 * Rows and columns of a parameter; a vector is one row. Row-major.
 *
 * @param pieces rows of the matrices that lie under one another in it, such as queries, keys and values; their sum is {@code rows}.
 *     For a vector: the columns of its pieces, whose sum is {@code cols}
 */
public record Shape(int rows, int cols, List<Integer> pieces) {
    public Shape {
        pieces = List.copyOf(pieces);
    }

    static Shape matrix(int cols, int... pieces) {
        List<Integer> all = java.util.Arrays.stream(pieces).boxed().toList();
        return new Shape(all.stream().mapToInt(i -> i).sum(), cols, all);
    }

    static Shape vector(int... pieces) {
        List<Integer> all = java.util.Arrays.stream(pieces).boxed().toList();
        return new Shape(1, all.stream().mapToInt(i -> i).sum(), all);
    }

    public long elements() {
        return (long) rows * cols;
    }
}
