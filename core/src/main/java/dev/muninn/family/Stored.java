package dev.muninn.family;

import dev.muninn.architecture.Param;
import java.util.ArrayList;
import java.util.List;

/** A tensor as a checkpoint holds it; for matrices (N, K), whatever their storage. */
public record Stored(String name, List<Long> shape) {
    public Stored {
        shape = List.copyOf(shape);
    }

    /** The whole of {@code param} under one name: (rows, cols), or (cols) for a vector. */
    static List<Stored> whole(Param param, String name) {
        return List.of(new Stored(
                name, shape(param, param.shape().rows(), param.shape().cols())));
    }

    /** Each piece of {@code param} under a name of its own. */
    static List<Stored> pieces(Param param, String... names) {
        List<Integer> pieces = param.shape().pieces();
        List<Stored> all = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            int piece = pieces.get(i);
            all.add(new Stored(
                    names[i],
                    param.shape().rows() == 1 && !param.matrix()
                            ? List.of((long) piece)
                            : shape(param, piece, param.shape().cols())));
        }
        return all;
    }

    private static List<Long> shape(Param param, int rows, int cols) {
        boolean vector = !param.matrix() && param.role() != dev.muninn.architecture.Role.TAPS;
        return vector ? List.of((long) cols) : List.of((long) rows, (long) cols);
    }

    public long elements() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    public int rows() {
        return Math.toIntExact(shape.getFirst());
    }

    public int cols() {
        return Math.toIntExact(shape.getLast());
    }
}
