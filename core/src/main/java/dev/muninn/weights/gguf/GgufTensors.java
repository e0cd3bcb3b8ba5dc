package dev.muninn.weights.gguf;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufTensor;
import dev.muninn.gguf.RowOrder;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.weights.TensorSource;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a GGUF model by the names and with the rows of the Hugging Face checkpoint it was made from, so that a family need not know
 * where its weights come from. Matrices are dequantized a row at a time when they are read.
 */
public final class GgufTensors implements TensorSource {
    private final GgufModel model;
    private final RowOrder headRows;

    public GgufTensors(GgufModel model) {
        this.model = model;
        this.headRows = GgufArchitecture.of(model.metadata()).headRows(GgufConfig.headWidth(model.metadata()));
    }

    /** Whether the file has the tensor. */
    public boolean has(String name) {
        return GgufNames.of(name).flatMap(model::tensor).isPresent();
    }

    /** The tensor, by its name in Hugging Face checkpoints. */
    public GgufTensor tensor(String name) {
        return model.require(GgufNames.of(name)
                .orElseThrow(() -> new MuninnException(
                        "%s: GGUF has no name for tensor '%s'".formatted(model.path(), JsonFields.shorten(name)))));
    }

    /** Refuses a file with tensors that none of {@code names} needs: a model of another kind would be run wrongly. */
    public void requireNoOthers(Set<String> names) {
        Set<String> known =
                names.stream().flatMap(name -> GgufNames.of(name).stream()).collect(Collectors.toSet());
        known.add(GgufNames.ROPE_DIVISORS); // read with the hyperparameters
        for (GgufTensor tensor : model.tensors().values()) {
            MuninnException.require(
                    known.contains(tensor.name()),
                    "%s: tensor '%s' is extra, the architecture '%s' has no place for it",
                    tensor.file(),
                    JsonFields.shorten(tensor.name()),
                    GgufArchitecture.of(model.metadata()).label());
        }
    }

    @Override
    public MatrixSource matrix(String name, int rows, int cols) {
        GgufTensor tensor = shaped(name, rows, cols);
        RowOrder order = GgufNames.isQueryOrKey(tensor.name()) ? headRows : RowOrder.SAME;
        return model.matrix(tensor, order);
    }

    @Override
    public float[] vector(String name, int... shape) {
        GgufTensor tensor = shaped(name, shape);
        float[] stored = model.values(tensor);
        if (!GgufNames.isQueryOrKey(tensor.name())) {
            return stored;
        }
        float[] ordered = new float[stored.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = stored[headRows.stored(i)];
        }
        return ordered;
    }

    private GgufTensor shaped(String name, int... shape) {
        GgufTensor tensor = tensor(name);
        boolean same = tensor.shape().size() == shape.length;
        for (int i = 0; same && i < shape.length; i++) {
            same = tensor.shape().get(i) == shape[i];
        }
        MuninnException.require(
                same,
                "%s: tensor '%s' has shape %s, the metadata asks for %s",
                tensor.file(),
                JsonFields.shorten(tensor.name()),
                tensor.shape(),
                java.util.Arrays.toString(shape));
        return tensor;
    }
}
