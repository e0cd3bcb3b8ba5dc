package dev.muninn.cli.bench;

import static java.util.stream.Collectors.toMap;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.KernelProvider;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.CheckpointSummary;
import dev.muninn.weights.ModelFiles;
import dev.muninn.weights.ParamSource;
import dev.muninn.weights.RandomTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A model to measure: a checkpoint, or random weights that never were a file.
 *
 * @param whole the model's config; {@code model} may be its core only
 * @param format what its matrices are held in
 * @param sources closed with the model: the check reads them again
 */
public record BenchModel(
        String name,
        Architecture whole,
        boolean coreOnly,
        WeightFormat format,
        ObservedKernels kernels,
        RecurrentModel model,
        ParamSource tensors,
        AutoCloseable sources)
        implements AutoCloseable {
    static final Set<Part> LOOP = EnumSet.of(Part.ADAPTER, Part.CORE);

    /** Fills a model of shape {@code config} with random weights. */
    public static BenchModel random(
            String name,
            Architecture config,
            boolean coreOnly,
            WeightFormat format,
            KernelProvider provider,
            int threads,
            long extraBytes,
            ObjLongConsumer<String> progress) {
        Architecture filled = coreOnly ? Shapes.coreOnly(config) : config;
        requireMemory(name, filled, format, provider, extraBytes);
        return pack(
                name,
                config,
                coreOnly,
                format,
                filled,
                new RandomTensors(filled),
                () -> {},
                provider,
                threads,
                progress);
    }

    /** Loads the checkpoint in {@code directory}. */
    public static BenchModel stored(
            Path directory,
            @Nullable WeightFormat asked,
            KernelProvider provider,
            int threads,
            long extraBytes,
            ObjLongConsumer<String> progress) {
        ModelFiles files = ModelFiles.open(directory);
        try {
            Architecture config = files.architecture();
            ParamSource tensors = files.tensors();
            WeightFormat format = asked == null ? storedFormat(config, tensors) : asked;
            String name = directory.toString();
            requireMemory(name, config, format, provider, extraBytes);
            return pack(name, config, false, format, config, tensors, files, provider, threads, progress);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** That of the first core matrix; a checkpoint whose matrices differ is measured in one format all the same. */
    private static WeightFormat storedFormat(Architecture config, ParamSource tensors) {
        Param first = Layout.of(config).params().stream()
                .filter(param -> param.matrix() && param.part() == Part.CORE)
                .findFirst()
                .orElseThrow();
        return tensors.matrix(first).format();
    }

    private static BenchModel pack(
            String name,
            Architecture whole,
            boolean coreOnly,
            WeightFormat format,
            Architecture filled,
            ParamSource tensors,
            AutoCloseable sources,
            KernelProvider provider,
            int threads,
            ObjLongConsumer<String> progress) {
        ObservedKernels kernels = new ObservedKernels(provider.open(KernelOptions.exact(threads)));
        try {
            RecurrentModel model =
                    LoadedModel.of(filled, tensors, kernels, format, progress).model();
            return new BenchModel(name, whole, coreOnly, format, kernels, model, tensors, sources);
        } catch (RuntimeException | Error e) {
            kernels.close();
            throw e;
        }
    }

    private static void requireMemory(
            String name, Architecture filled, WeightFormat format, KernelProvider provider, long extraBytes) {
        CheckpointSummary summary = CheckpointSummary.of(filled);
        MemoryNeed.require(name, summary, format, extraBytes, provider);
    }

    /** The matrices that a core step reads, by what they are; a role's matrices are one block's after the other's. */
    Map<String, List<PackedMatrix>> loopMatrices() {
        Map<String, Part> parts = Layout.of(model.config()).params().stream()
                .filter(Param::matrix)
                .collect(toMap(param -> tensors.matrix(param).name(), Param::part));
        Map<String, List<PackedMatrix>> roles = new LinkedHashMap<>();
        for (PackedMatrix matrix : kernels.packed()) {
            if (LOOP.contains(parts.get(matrix.source().name()))) {
                roles.computeIfAbsent(matrix.role(), role -> new ArrayList<>()).add(matrix);
            }
        }
        return roles;
    }

    /** Bytes of packed weights that a core step reads, padding included. */
    long loopBytes() {
        return loopMatrices().values().stream()
                .flatMap(List::stream)
                .mapToLong(matrix -> matrix.weight().bytes())
                .sum();
    }

    /** Bytes of the weights outside the loop that a token reads: prelude, coda, head. */
    long restBytes() {
        CheckpointSummary summary = CheckpointSummary.of(whole);
        Part head = whole.tied() ? Part.EMBEDDING : Part.HEAD;
        return summary.memoryBytes(format, EnumSet.of(Part.PRELUDE, Part.CODA, head));
    }

    @Override
    public void close() {
        kernels.close();
        try {
            sources.close();
        } catch (Exception e) {
            throw new MuninnException(name + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
