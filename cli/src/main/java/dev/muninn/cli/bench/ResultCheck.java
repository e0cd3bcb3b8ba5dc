package dev.muninn.cli.bench;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.Kernels;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import dev.muninn.tensor.WeightFormat;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares matmuls with dot products in double precision of the weights' own values: a fast wrong result is none.
 *
 * @param elements compared
 * @param worst the largest error, as a share of what rounding of f32 sums may do
 */
public record ResultCheck(int elements, double worst) {
    private static final int SAMPLES = 16;

    /** An f32 has 24 bits: half a unit in its last place, relative. */
    private static final double ROUNDING = 0x1p-24;

    /** Standard deviations of a sum of K roundings that are allowed. */
    private static final double ALLOWED = 6;

    /** Multiplies {@code rows} rows with one matrix of each role and compares a sample of the elements. */
    static ResultCheck run(Kernels kernels, Collection<List<PackedMatrix>> roles, int rows) {
        int elements = 0;
        double worst = 0;
        for (List<PackedMatrix> matrices : roles) {
            PackedMatrix matrix = matrices.getFirst();
            int cols = matrix.weight().cols();
            int outputs = matrix.weight().rows();
            float[] x = Activations.random(rows, cols);
            float[] out = new float[Math.multiplyExact(rows, outputs)];
            kernels.matmul(out, x, rows, matrix.weight());
            for (int m : spreadOver(rows)) {
                for (int n : spreadOver(outputs)) {
                    worst = Math.max(worst, error(matrix, n, x, m * cols, out[m * outputs + n]));
                    elements++;
                }
            }
        }
        return new ResultCheck(elements, worst);
    }

    /** Up to {@link #SAMPLES} numbers below {@code count}, the first and the last among them. */
    private static int[] spreadOver(int count) {
        int samples = Math.min(SAMPLES, count);
        return IntStream.range(0, samples)
                .map(i -> samples == 1 ? 0 : (int) ((long) i * (count - 1) / (samples - 1)))
                .toArray();
    }

    private static double error(PackedMatrix matrix, int row, float[] x, int at, float found) {
        float[] values = rowOf(matrix.source(), row, matrix.weight().format());
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < values.length; k++) {
            double product = (double) x[at + k] * values[k];
            sum += product;
            magnitude += Math.abs(product);
        }
        double allowed = ALLOWED * Math.sqrt(values.length) * ROUNDING * magnitude;
        double share = Math.abs(found - sum) / allowed;
        MuninnException.require(
                share <= 1,
                "the kernels are wrong: row %d of %s (%s) gives %s, double precision gives %s; please report this with"
                        + " the output of 'muninn doctor', and compute with --kernels scalar until then",
                row,
                matrix.source().name(),
                matrix.weight().format().label(),
                found,
                sum);
        return share;
    }

    /** Row {@code row} of {@code source} as the numbers that {@code format} makes of it, by the reference conversion. */
    private static float[] rowOf(MatrixSource source, int row, WeightFormat format) {
        int cols = source.cols();
        float[] values = new float[cols];
        if (format.quantized()) {
            byte[] codes = new byte[cols];
            float[] scales = new float[format.scales(cols)];
            Quantizer.readRow(source, row, format, values, codes, scales);
            for (int k = 0; k < cols; k++) {
                values[k] = codes[k] * scales[k / format.group(cols)];
            }
        } else {
            source.readRow(row, values, 0);
            for (int k = 0; k < cols && format == WeightFormat.BF16; k++) {
                values[k] = Bf16.round(values[k]);
            }
        }
        return values;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "checked: %d elements against double-precision dots, largest error %.2f of what f32 rounding may do",
                elements,
                worst);
    }

    void write(ObjectNode json) {
        json.put("elements", elements);
        json.put("worstShareOfTolerance", worst);
    }
}
