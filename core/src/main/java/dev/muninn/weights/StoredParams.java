package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Tensor;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.StackedMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a model in a checkpoint of its family. */
final class StoredParams implements ParamSource {
    private final Checkpoint checkpoint;
    private final Architecture facts;

    /** Checks that {@code checkpoint} holds the parameters of {@code facts}; weights are not read yet. */
    StoredParams(Checkpoint checkpoint, Architecture facts) {
        this(checkpoint, facts, true);
    }

    /** @param whole whether all parameters have to be there */
    StoredParams(Checkpoint checkpoint, Architecture facts, boolean whole) {
        this.checkpoint = checkpoint;
        this.facts = facts;
        if (whole) {
            verify();
        }
    }

    private void verify() {
        List<Stored> wanted = new ArrayList<>();
        for (Param param : Layout.of(facts).params()) {
            wanted.addAll(stored(param));
        }
        String head = headName(facts);
        checkpoint.verify(wanted, Set.of(head, head + Checkpoint.SCALES));
    }

    /** How the output head would be named if it were stored. */
    static String headName(Architecture facts) {
        Architecture untied = facts.withTied(false);
        return Families.stored(untied, Layout.of(untied).get(Tensor.HEAD))
                .getFirst()
                .name();
    }

    /** Where {@code param} is: as its family names it, or under the head's name where only that was saved of a tied pair. */
    List<Stored> stored(Param param) {
        List<Stored> stored = Families.stored(facts, param);
        if (param.tensor() == Tensor.EMBEDDING
                && facts.tied()
                && !checkpoint.has(stored.getFirst().name())) {
            String head = headName(facts);
            if (checkpoint.has(head)) {
                return List.of(new Stored(param, head, stored.getFirst().shape()));
            }
        }
        return stored;
    }

    /** The types that {@code param} is stored in, see {@link ModelFiles#formats}. */
    Set<String> formats(Param param) {
        return stored(param).stream()
                .flatMap(stored -> checkpoint.info(stored.name()).stream())
                .map(tensor -> tensor.dtype().label())
                .collect(Collectors.toSet());
    }

    @Override
    public MatrixSource matrix(Param param) {
        List<MatrixSource> parts = new ArrayList<>();
        for (Stored stored : stored(param)) {
            parts.add(checkpoint.matrix(stored.name(), stored.rows(), stored.cols()));
        }
        return parts.size() == 1 ? parts.getFirst() : new StackedMatrix(parts);
    }

    @Override
    public float[] vector(Param param) {
        float[] values = new float[Math.toIntExact(param.elements())];
        int at = 0;
        for (Stored stored : stored(param)) {
            int[] shape = stored.shape().stream().mapToInt(Math::toIntExact).toArray();
            float[] piece = checkpoint.vector(stored.name(), shape);
            System.arraycopy(piece, 0, values, at, piece.length);
            at += piece.length;
        }
        return values;
    }
}
