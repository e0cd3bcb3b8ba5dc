package dev.muninn.weights;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Role;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.util.Optional;

/**
 * The parameters of a model with its low-rank adapters added to the matrices that they change, so that running costs nothing more:
 * {@code W + scale · B · A}, summed in double and rounded once. A quantized matrix becomes bf16.
 */
public final class MergedAdapters implements ParamSource {
    private final ParamSource source;
    private final Layout layout;
    private final float scale;

    /** @param facts of a model with adapters, whose parameters {@code source} has */
    public MergedAdapters(ParamSource source, Architecture facts) {
        this.source = source;
        this.layout = Layout.of(facts);
        this.scale = facts.adapters().map(Adapters::scale).orElse(0f);
    }

    /** {@code source} as it is where {@code facts} have no adapters. */
    public static ParamSource of(ParamSource source, Architecture facts) {
        return facts.adapters().isPresent() ? new MergedAdapters(source, facts) : source;
    }

    @Override
    public MatrixSource matrix(Param param) {
        MatrixSource base = source.matrix(param);
        Optional<Param> down = adapter(param, Role.ADAPTER_DOWN);
        Optional<Param> up = adapter(param, Role.ADAPTER_UP);
        if (down.isEmpty() || up.isEmpty()) {
            return base;
        }
        return new Merged(base, param, values(down.get()), source.matrix(up.get()), scale);
    }

    @Override
    public float[] vector(Param param) {
        return source.vector(param);
    }

    private Optional<Param> adapter(Param param, Role role) {
        return layout.find(param.part(), param.block(), param.tensor(), p -> p.role() == role);
    }

    /** All of a small matrix. */
    private float[] values(Param param) {
        MatrixSource matrix = source.matrix(param);
        float[] values = new float[Math.toIntExact(param.elements())];
        for (int row = 0; row < matrix.rows(); row++) {
            matrix.readRow(row, values, row * matrix.cols());
        }
        return values;
    }

    /** @param down (pieces · rank, K) */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Merged(MatrixSource base, Param param, float[] down, MatrixSource up, float scale)
            implements MatrixSource {
        @Override
        public String name() {
            return base.name();
        }

        @Override
        public int rows() {
            return base.rows();
        }

        @Override
        public int cols() {
            return base.cols();
        }

        @Override
        public WeightFormat format() {
            return base.format() == WeightFormat.F32 ? WeightFormat.F32 : WeightFormat.BF16;
        }

        @Override
        public void readRow(int row, float[] out, int at) {
            base.readRow(row, out, at);
            int rank = up.cols();
            float[] b = new float[rank];
            up.readRow(row, b, 0);
            int first = pieceOf(row) * rank;
            for (int k = 0; k < cols(); k++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += (double) b[r] * down[(first + r) * cols() + k];
                }
                out[at + k] = (float) (out[at + k] + scale * sum);
            }
        }

        private int pieceOf(int row) {
            int piece = 0;
            int last = param.shape().pieces().getFirst();
            while (row >= last) {
                piece++;
                last += param.shape().pieces().get(piece);
            }
            return piece;
        }
    }
}
