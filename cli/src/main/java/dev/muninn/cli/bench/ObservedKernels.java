package dev.muninn.cli.bench;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;

/** Kernels that remember what they packed: a model's own weights can then be measured one by one. */
final class ObservedKernels implements Kernels {
    private final Kernels kernels;
    private final List<PackedMatrix> packed = new ArrayList<>();

    ObservedKernels(Kernels kernels) {
        this.kernels = kernels;
    }

    List<PackedMatrix> packed() {
        return List.copyOf(packed);
    }

    @Override
    public Weight pack(MatrixSource source, WeightFormat format) {
        Weight weight = kernels.pack(source, format);
        packed.add(new PackedMatrix(source, weight));
        return weight;
    }

    @Override
    public String name() {
        return kernels.name();
    }

    @Override
    public int threads() {
        return kernels.threads();
    }

    @Override
    public void matmul(float[] out, float[] x, int rows, Weight weight) {
        kernels.matmul(out, x, rows, weight);
    }

    @Override
    public void rmsNorm(float[] out, float[] x, float[] gain, int rows, int width, float eps) {
        kernels.rmsNorm(out, x, gain, rows, width, eps);
    }

    @Override
    public void addRmsNorm(float[] out, float[] x, float[] y, float[] gain, int rows, int width, float eps) {
        kernels.addRmsNorm(out, x, y, gain, rows, width, eps);
    }

    @Override
    public void add(float[] x, float[] y, int count) {
        kernels.add(x, y, count);
    }

    @Override
    public void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count) {
        kernels.multiplyAdd(x, xAt, y, yAt, gain, gainAt, count);
    }

    @Override
    public void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        kernels.swiGlu(out, gateUp, rows, width);
    }

    @Override
    public void attention(
            float[] out,
            float[] q,
            int qStride,
            int rows,
            KvView[] views,
            KvFormat format,
            int heads,
            int kvHeads,
            int headWidth) {
        kernels.attention(out, q, qStride, rows, views, format, heads, kvHeads, headWidth);
    }

    @Override
    public void close() {
        kernels.close();
    }
}
