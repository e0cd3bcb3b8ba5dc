package dev.muninn.model;

import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Role;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.RowRange;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.ParamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A model's parameters in memory: matrices packed for the kernels, the others as floats; found by their {@link Param}. */
final class PackedWeights {
    private final @Nullable Weight[] matrices;
    private final float[][] vectors;
    private final @Nullable List<Weight>[] pieces;
    private final Kernels kernels;
    private final @Nullable WeightFormat format;
    private final ObjLongConsumer<String> progress;
    private long bytes;

    /**
     * @param format what matrices become; null keeps each as it is stored
     * @param progress told each matrix's name and the bytes packed so far
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    PackedWeights(
            Layout layout,
            ParamSource source,
            Kernels kernels,
            @Nullable WeightFormat format,
            ObjLongConsumer<String> progress) {
        int count = layout.params().size();
        this.matrices = new Weight[count];
        this.vectors = new float[count][];
        this.pieces = new List[count];
        this.kernels = kernels;
        this.format = format;
        this.progress = progress;
        for (Param param : layout.params()) {
            load(param, source);
        }
    }

    private void load(Param param, ParamSource source) {
        if (param.role() == Role.ADAPTER_UP) {
            MatrixSource whole = source.matrix(param);
            List<Weight> packed = new ArrayList<>();
            int first = 0;
            for (int rows : param.shape().pieces()) {
                packed.add(pack(new RowRange(whole, first, rows)));
                first += rows;
            }
            pieces[param.index()] = packed;
        } else if (param.matrix()) {
            matrices[param.index()] = pack(source.matrix(param));
        } else {
            vectors[param.index()] = source.vector(param);
        }
    }

    private Weight pack(MatrixSource source) {
        Weight weight = kernels.pack(source, format == null ? source.format() : format);
        bytes += weight.bytes();
        progress.accept(source.name(), bytes);
        return weight;
    }

    Weight matrix(Param param) {
        return Objects.requireNonNull(matrices[param.index()]);
    }

    float[] vector(Param param) {
        return vectors[param.index()];
    }

    /** The matrices that lie under one another in the B of a low-rank adapter. */
    List<Weight> pieces(Param param) {
        return Objects.requireNonNull(pieces[param.index()]);
    }

    /** Bytes of the packed matrices. */
    long bytes() {
        return bytes;
    }
}
