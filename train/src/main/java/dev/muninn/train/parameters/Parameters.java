package dev.muninn.train.parameters;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.ConfigReader;
import dev.muninn.config.RavenConfig;
import dev.muninn.error.MuninnException;
import dev.muninn.sampling.CounterRandom;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.weights.Checkpoint;
import dev.muninn.weights.CheckpointWriter;
import dev.muninn.weights.DType;
import dev.muninn.weights.Expected;
import dev.muninn.weights.RavenTensors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All trainable tensors of a Raven model in one array, in the order of {@link RavenTensors}. Gradients, momenta and averages of
 * weights are arrays of the same layout. The values may be changed in place.
 */
public final class Parameters {
    /** A convolution starts as its residual and a little of every neighbour, in other shares in every column, so that they can be told apart. */
    private static final float TAP_STD = 0.3f;

    private final RavenConfig config;
    private final List<Parameter> all;
    private final float[] values;

    private Parameters(RavenConfig config) {
        this.config = config;
        this.all = layout(config);
        this.values = new float[size(all)];
    }

    /** Where each tensor of such a model lies. */
    public static List<Parameter> layout(RavenConfig config) {
        List<Parameter> all = new ArrayList<>();
        long at = 0;
        for (Expected tensor : trainable(config)) {
            require(
                    at + tensor.elements() <= Integer.MAX_VALUE - 8,
                    "the config asks for more than %d parameters, training holds at most 2^31 in one array; use a smaller model",
                    at);
            int[] shape = tensor.shape().stream().mapToInt(Math::toIntExact).toArray();
            all.add(new Parameter(tensor.name(), shape, (int) at, (int) tensor.elements()));
            at += tensor.elements();
        }
        return List.copyOf(all);
    }

    private static List<Expected> trainable(RavenConfig config) {
        return RavenTensors.of(config).stream()
                .filter(tensor -> tensor.kind() != Expected.Kind.REDUNDANT)
                .toList();
    }

    private static int size(List<Parameter> all) {
        Parameter last = all.getLast();
        return last.offset() + last.count();
    }

    /**
     * A fresh model: normal with std sqrt(2/(5C)), cut at three std, output projections divided by sqrt(2 · effective depth), norms
     * 1, biases 0 (Takase et al. 2023, arXiv:2312.16903); convolutions small. The adapter begins as the sum of state and input: a random
     * one turns the state anew at every recurrence, and small models then learn to ignore it. A tensor's values depend on the seed and
     * its place alone.
     */
    public static Parameters initial(RavenConfig config, long seed) {
        Parameters fresh = new Parameters(config);
        double std = Math.sqrt(2.0 / (5.0 * config.width()));
        double outStd = std / Math.sqrt(2.0 * config.blocksAt(config.meanRecurrence()));
        List<Expected> tensors = trainable(config);
        for (int i = 0; i < tensors.size(); i++) {
            Parameter at = fresh.all.get(i);
            switch (tensors.get(i).kind()) {
                case NORM -> Arrays.fill(fresh.values, at.offset(), at.offset() + at.count(), 1f);
                case BIAS -> {} // zeros
                case MATRIX -> {
                    if (at.name().equals(RavenTensors.ADAPTER)) {
                        fresh.addStateAndInput(at);
                    } else {
                        fresh.draw(at, seed, i, (float) std);
                    }
                }
                case OUT_PROJECTION -> fresh.draw(at, seed, i, (float) outStd);
                case CONVOLUTION -> fresh.draw(at, seed, i, TAP_STD);
                case GATE, REDUNDANT -> throw new IllegalStateException(at.name());
            }
        }
        return fresh;
    }

    /** (I, I)/√2 */
    private void addStateAndInput(Parameter adapter) {
        int width = config.width();
        for (int i = 0; i < width; i++) {
            int row = adapter.offset() + i * 2 * width;
            values[row + i] = (float) Math.sqrt(0.5);
            values[row + width + i] = (float) Math.sqrt(0.5);
        }
    }

    private void draw(Parameter at, long seed, int tensor, float std) {
        CounterRandom.fillTruncatedNormal(seed, tensor, std, values, at.offset(), at.count());
    }

    /** The checkpoint in {@code directory}, of any format; quantized weights become the floats that they stand for. */
    public static Parameters load(Path directory) {
        Path file = directory.resolve("config.json");
        if (!(ConfigReader.read(file) instanceof RavenConfig config)) {
            throw new MuninnException(file + ": found a model of another family, training knows only "
                    + RavenConfig.MODEL_TYPE + "; choose a checkpoint of that model_type");
        }
        Parameters loaded = new Parameters(config);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            checkpoint.verify(RavenTensors.of(config));
            List<Expected> tensors = trainable(config);
            for (int i = 0; i < tensors.size(); i++) {
                loaded.read(checkpoint, tensors.get(i), loaded.all.get(i));
            }
        }
        return loaded;
    }

    private void read(Checkpoint checkpoint, Expected tensor, Parameter at) {
        if (tensor.matrix()) {
            MatrixSource matrix = checkpoint.matrix(at.name(), tensor.rows(), tensor.cols());
            for (int row = 0; row < tensor.rows(); row++) {
                matrix.readRow(row, values, at.offset() + row * tensor.cols());
            }
        } else {
            System.arraycopy(checkpoint.vector(at.name(), at.shape()), 0, values, at.offset(), at.count());
        }
    }

    /** Writes a checkpoint in Huginn's layout, F32 or BF16, to the new or empty directory {@code target}; all of it or nothing. */
    public void write(Path target, DType dtype) {
        CheckpointWriter.write(target, config, dtype, tensors(values));
    }

    /** As {@link #write}, of other values of the same layout, to a directory that exists and has no weights yet. */
    public void writeInto(Path directory, DType dtype, float[] otherValues) {
        CheckpointWriter.writeInto(directory, config, dtype, tensors(otherValues));
    }

    private Function<String, FloatBuffer> tensors(float[] array) {
        Map<String, Parameter> byName = all.stream().collect(Collectors.toMap(Parameter::name, p -> p));
        return name -> {
            Parameter at = Objects.requireNonNull(byName.get(name), name);
            return FloatBuffer.wrap(array, at.offset(), at.count());
        };
    }

    public RavenConfig config() {
        return config;
    }

    /** The array itself, not a copy. */
    public float[] values() {
        return values;
    }

    /** In the order of the array, without gaps. */
    public List<Parameter> all() {
        return all;
    }

    public int size() {
        return values.length;
    }
}
