package dev.muninn.architecture;

/**
 * A parameter of a model: what weights, gradients and moments are addressed by. Names belong to checkpoints, see {@code Family}.
 *
 * @param index place in {@link Layout#params}
 * @param block of its part, 0 outside blocks
 * @param layer of all blocks in the order they run first, prelude, core, coda; 0 outside blocks
 * @param tensor for a low-rank adapter: the matrix that it changes
 */
public record Param(int index, Part part, int block, int layer, Tensor tensor, Role role, Shape shape) {
    public long elements() {
        return shape.elements();
    }

    /** Whether it is a matrix that may be held in any {@link dev.muninn.tensor.WeightFormat}; others are held as floats. */
    public boolean matrix() {
        return role.matrix();
    }

    /** Whether it is A or B of a low-rank adapter. */
    public boolean adapter() {
        return role == Role.ADAPTER_DOWN || role == Role.ADAPTER_UP;
    }

    /** For messages: {@code core.2.QKV}. */
    @Override
    public String toString() {
        String name = (part + "." + block).toLowerCase(java.util.Locale.ROOT) + "." + tensor;
        return adapter() ? name + "." + role : name;
    }
}
