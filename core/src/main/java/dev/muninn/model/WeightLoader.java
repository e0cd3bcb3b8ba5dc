package dev.muninn.model;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.StackedMatrix;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Takes a model's weights from where they are, by their names in checkpoints, and packs them for the kernels. */
public final class WeightLoader {
    private final TensorSource tensors;
    private final Kernels kernels;
    private final @Nullable WeightFormat format;
    private final ObjLongConsumer<String> progress;
    private long bytes;

    /**
     * @param format what matrices become; null keeps each as it is stored
     * @param progress told each tensor's name and the bytes packed so far
     */
    public WeightLoader(
            TensorSource tensors, Kernels kernels, @Nullable WeightFormat format, ObjLongConsumer<String> progress) {
        this.tensors = tensors;
        this.kernels = kernels;
        this.format = format;
        this.progress = progress;
    }

    Weight matrix(String name, int rows, int cols) {
        return pack(tensors.matrix(name, rows, cols));
    }

    /** Matrices of the same width under one another, packed as one, so that one matmul does for all. */
    Weight stacked(List<String> names, List<Integer> rows, int cols) {
        List<MatrixSource> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            parts.add(tensors.matrix(names.get(i), rows.get(i), cols));
        }
        return pack(new StackedMatrix(parts));
    }

    private Weight pack(MatrixSource source) {
        Weight weight = kernels.pack(source, format == null ? source.format() : format);
        bytes += weight.bytes();
        progress.accept(source.name(), bytes);
        return weight;
    }

    float[] vector(String name, int... shape) {
        return tensors.vector(name, shape);
    }

    /** Bytes of the matrices packed so far. */
    public long bytes() {
        return bytes;
    }
}
