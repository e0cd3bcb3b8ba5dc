package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.gguf.GgufModel;
import dev.muninn.gguf.GgufTensor;
import dev.muninn.gguf.RowOrder;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.StackedMatrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parameters of a model in a GGUF file, with the rows of the Hugging Face checkpoint it was made from. Matrices are dequantized a row at
 * a time when they are read.
 */
final class GgufParams implements ParamSource {
    private final GgufModel model;
    private final Architecture facts;
    private final RowOrder headRows;

    /** Checks that {@code model} holds the parameters of {@code facts} and no others; weights are not read yet. */
    GgufParams(GgufModel model, Architecture facts) {
        this.model = model;
        this.facts = facts;
        this.headRows =
                GgufArchitecture.of(model.metadata()).headRows(facts.attention().headWidth());
        Set<String> known = new HashSet<>();
        known.add(GgufNames.ROPE_DIVISORS); // read with the hyperparameters
        for (Stored stored : Families.stored(Layout.of(facts))) {
            known.add(tensor(stored).name());
        }
        for (GgufTensor tensor : model.tensors().values()) {
            MuninnException.require(
                    known.contains(tensor.name()),
                    "%s: tensor '%s' is extra, the architecture '%s' has no place for it",
                    tensor.file(),
                    JsonFields.shorten(tensor.name()),
                    facts.family());
        }
    }

    /** The tensors that {@code param} is made of, one under another. */
    List<GgufTensor> tensors(Param param) {
        return Families.stored(facts, param).stream().map(this::tensor).toList();
    }

    private GgufTensor tensor(Stored stored) {
        GgufTensor tensor = model.require(GgufNames.of(stored.name()));
        MuninnException.require(
                tensor.shape().equals(stored.shape()),
                "%s: tensor '%s' has shape %s, the metadata asks for %s",
                tensor.file(),
                JsonFields.shorten(tensor.name()),
                tensor.shape(),
                stored.shape());
        return tensor;
    }

    private RowOrder order(GgufTensor tensor) {
        return GgufNames.isQueryOrKey(tensor.name()) ? headRows : RowOrder.SAME;
    }

    @Override
    public MatrixSource matrix(Param param) {
        List<MatrixSource> parts = new ArrayList<>();
        for (GgufTensor tensor : tensors(param)) {
            parts.add(model.matrix(tensor, order(tensor)));
        }
        return parts.size() == 1 ? parts.getFirst() : new StackedMatrix(parts);
    }

    @Override
    public float[] vector(Param param) {
        float[] values = new float[Math.toIntExact(param.elements())];
        int at = 0;
        for (GgufTensor tensor : tensors(param)) {
            float[] piece = model.values(tensor);
            RowOrder order = order(tensor);
            for (int i = 0; i < piece.length; i++) {
                values[at + i] = piece[order.stored(i)];
            }
            at += piece.length;
        }
        return values;
    }
}
