package dev.muninn.model;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.kernels.Kernels;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.MergedAdapters;
import dev.muninn.weights.ModelFiles;
import dev.muninn.weights.ParamSource;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A model in memory.
 *
 * @param weightBytes bytes of its packed matrices
 */
public record LoadedModel(RecurrentModel model, long weightBytes) {
    /**
     * Opens the model at {@code path}, checks every tensor's name and shape before anything long, then packs.
     *
     * @param format what matrices become; null keeps each as it is stored
     * @param progress told each tensor's name and the bytes packed so far
     */
    public static LoadedModel load(
            Path path, Kernels kernels, @Nullable WeightFormat format, ObjLongConsumer<String> progress) {
        try (ModelFiles files = ModelFiles.open(path)) {
            return of(files.architecture(), files.tensors(), kernels, format, progress);
        }
    }

    /** Packs the model of {@code facts} from {@code tensors}, low-rank adapters merged; the rest as in {@link #load}. */
    public static LoadedModel of(
            Architecture facts,
            ParamSource tensors,
            Kernels kernels,
            @Nullable WeightFormat format,
            ObjLongConsumer<String> progress) {
        Layout layout = Layout.of(facts.withoutAdapters());
        ParamSource merged = MergedAdapters.of(tensors, facts);
        PackedWeights weights = new PackedWeights(layout, merged, kernels, format, progress);
        return new LoadedModel(new RowModel(layout, kernels, weights), weights.bytes());
    }

    /** As {@link #of}, with low-rank adapters computed beside the matrices that they change, as training does. */
    public static RecurrentModel apart(Architecture facts, ParamSource tensors, Kernels kernels) {
        Layout layout = Layout.of(facts);
        return new RowModel(layout, kernels, new PackedWeights(layout, tensors, kernels, null, (name, bytes) -> {}));
    }
}
