package dev.muninn.family;

import dev.muninn.architecture.Param;
import dev.muninn.architecture.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as a checkpoint holds it.
 *
 * @param param the parameter that it is, or a piece of
 * @param shape for matrices (N, K), whatever their storage
 */
public record Stored(Param param, String name, List<Long> shape) {
    public Stored {
        shape = List.copyOf(shape);
    }

    /** The whole of {@code param} under one name: (rows, cols), or (cols) for a vector. */
    static List<Stored> whole(Param param, String name) {
        return List.of(new Stored(param, name, shape(param, param.shape().rows())));
    }

    /** Each piece of {@code param} under a name of its own. */
    static List<Stored> pieces(Param param, String... names) {
        List<Integer> pieces = param.shape().pieces();
        List<Stored> all = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            int piece = pieces.get(i);
            all.add(new Stored(param, names[i], param.matrix() ? shape(param, piece) : List.of((long) piece)));
        }
        return all;
    }

    /** A or B of the low-rank adapter on a matrix that is stored as {@code changed}, as PEFT names them. */
    static List<Stored> adapter(List<Stored> changed, Param param) {
        String end = param.role() == Role.ADAPTER_DOWN ? ".lora_A.weight" : ".lora_B.weight";
        String[] names = changed.stream()
                .map(stored -> stored.name().replaceFirst("\\.weight$", "") + end)
                .toArray(String[]::new);
        return names.length == 1 ? whole(param, names[0]) : pieces(param, names);
    }

    private static List<Long> shape(Param param, int rows) {
        long cols = param.shape().cols();
        return param.matrix() || param.role() == Role.TAPS ? List.of((long) rows, cols) : List.of(cols);
    }

    /** Whether it is a matrix that may be held in any {@link dev.muninn.tensor.WeightFormat}. */
    public boolean matrix() {
        return param.matrix();
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
