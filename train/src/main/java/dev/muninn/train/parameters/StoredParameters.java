package dev.muninn.train.parameters;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.weights.AdaptedModel;
import dev.muninn.weights.CheckpointWriter;
import dev.muninn.weights.DType;
import dev.muninn.weights.ModelFiles;
import dev.muninn.weights.ParamSource;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads and writes parameters as checkpoints. */
public final class StoredParameters {
    private StoredParameters() {}

    /** The checkpoint in {@code directory}, of any format and family, all of it trained; quantized weights become the floats that they stand for. */
    public static Parameters load(Path directory) {
        return load(directory, Parameters.ALL);
    }

    /** As above, {@code trains} trained and the others frozen. */
    public static Parameters load(Path directory, Predicate<Param> trains) {
        try (ModelFiles files = ModelFiles.open(directory)) {
            return load(files, trains);
        }
    }

    public static Parameters load(ModelFiles files, Predicate<Param> trains) {
        Architecture facts = files.architecture();
        Parameters loaded = new Parameters(Layout.of(facts), trains);
        for (Parameter at : loaded.everything()) {
            read(files.tensors(), at, loaded.values());
        }
        return loaded;
    }

    static void read(ParamSource source, Parameter at, float[] values) {
        if (at.param().matrix()) {
            MatrixSource matrix = source.matrix(at.param());
            int cols = at.param().shape().cols();
            for (int row = 0; row < at.param().shape().rows(); row++) {
                matrix.readRow(row, values, at.offset() + row * cols);
            }
        } else {
            System.arraycopy(source.vector(at.param()), 0, values, at.offset(), at.count());
        }
    }

    /** Writes a checkpoint of the model's family, F32 or BF16, to the new or empty directory {@code target}; all of it or nothing. */
    public static void write(Parameters parameters, Path target, DType dtype) {
        CheckpointWriter.write(target, parameters.facts(), dtype, values(parameters, parameters.values()));
    }

    /**
     * As {@link #write}, to a directory that exists and has no weights yet.
     *
     * @param trained values of the trained parameters to write instead
     */
    public static void writeInto(Parameters parameters, Path directory, DType dtype, float[] trained) {
        CheckpointWriter.writeInto(directory, parameters.facts(), dtype, values(parameters, trained));
    }

    /** As {@link #writeInto}, what is trained alone; the frozen rest is that of the model at {@code base}. */
    public static void writeTrainedInto(Parameters parameters, Path directory, float[] trained, Path base) {
        CheckpointWriter.writeInto(
                directory,
                parameters.facts(),
                DType.F32,
                values(parameters, trained),
                parameters.all().stream().map(Parameter::param).toList());
        AdaptedModel.writeBase(directory, base);
    }

    private static Function<Param, FloatBuffer> values(Parameters parameters, float[] trained) {
        Map<Param, Parameter> byParam = new HashMap<>();
        parameters.everything().forEach(at -> byParam.put(at.param(), at));
        return param -> {
            Parameter at = Objects.requireNonNull(byParam.get(param), param.toString());
            float[] array = at.offset() < parameters.size() ? trained : parameters.values();
            return FloatBuffer.wrap(array, at.offset(), at.count());
        };
    }
}
