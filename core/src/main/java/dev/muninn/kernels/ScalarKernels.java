package dev.muninn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;

/** The obvious kernels, kept for ever: every other provider is tested against them. Sums run in double. */
public final class ScalarKernels implements Kernels {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int threads() {
        return 1;
    }

    /** Values after conversion to {@code format}, row by row; quantized formats are held as the floats they stand for. */
    private record ScalarWeight(String name, int rows, int cols, WeightFormat format, float[][] values)
            implements Weight {
        @Override
        public long bytes() {
            return 4L * rows * cols;
        }

        @Override
        public void readRow(int row, float[] out, int at) {
            System.arraycopy(values[row], 0, out, at, cols);
        }
    }

    @Override
    public Weight pack(MatrixSource source, WeightFormat format) {
        int rows = source.rows();
        int cols = source.cols();
        float[][] values = new float[rows][cols];
        byte[] codes = new byte[cols];
        float[] scales = new float[Math.max(1, format.scales(cols))];
        for (int n = 0; n < rows; n++) {
            float[] row = values[n];
            if (format.quantized()) {
                Quantizer.readRow(source, n, format, row, codes, scales);
                for (int k = 0; k < cols; k++) {
                    row[k] = codes[k] * scales[k / format.group(cols)];
                }
            } else {
                source.readRow(n, row, 0);
                for (int k = 0; k < cols && format == WeightFormat.BF16; k++) {
                    row[k] = Bf16.round(row[k]);
                }
            }
        }
        return new ScalarWeight(source.name(), rows, cols, format, values);
    }

    @Override
    public void matmul(float[] out, float[] x, int rows, Weight weight) {
        ScalarWeight w = (ScalarWeight) weight;
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < w.rows; n++) {
                float[] row = w.values[n];
                double sum = 0;
                for (int k = 0; k < w.cols; k++) {
                    sum += (double) x[m * w.cols + k] * row[k];
                }
                out[m * w.rows + n] = (float) sum;
            }
        }
    }

    @Override
    public void rmsNorm(float[] out, float[] x, float[] gain, int rows, int width, float eps) {
        for (int m = 0; m < rows; m++) {
            double squares = 0;
            for (int i = m * width; i < (m + 1) * width; i++) {
                squares += (double) x[i] * x[i];
            }
            double scale = 1 / Math.sqrt(squares / width + eps);
            for (int i = 0; i < width; i++) {
                out[m * width + i] = (float) (x[m * width + i] * scale * gain[i]);
            }
        }
    }

    @Override
    public void addRmsNorm(float[] out, float[] x, float[] y, float[] gain, int rows, int width, float eps) {
        for (int i = 0; i < rows * width; i++) {
            out[i] = x[i] + y[i];
        }
        rmsNorm(out, out, gain, rows, width, eps);
    }

    @Override
    public void add(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] += y[i];
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count) {
        for (int i = 0; i < count; i++) {
            x[xAt + i] = (float) (x[xAt + i] + (double) y[yAt + i] * gain[gainAt + i]);
        }
    }

    @Override
    public void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        for (int m = 0; m < rows; m++) {
            for (int i = 0; i < width; i++) {
                double gate = gateUp[m * 2 * width + i];
                out[m * width + i] = (float) (gate / (1 + Math.exp(-gate)) * gateUp[(m * 2 + 1) * width + i]);
            }
        }
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
        for (int m = 0; m < rows; m++) {
            for (int h = 0; h < heads; h++) {
                int group = h * kvHeads / heads;
                attendHead(
                        out,
                        m * heads * headWidth + h * headWidth,
                        q,
                        m * qStride + h * headWidth,
                        views[m],
                        format,
                        kvHeads * headWidth,
                        group * headWidth,
                        headWidth);
            }
        }
    }

    private static void attendHead(
            float[] out,
            int outAt,
            float[] q,
            int qAt,
            KvView view,
            KvFormat format,
            int kvWidth,
            int kvAt,
            int headWidth) {
        double[] scores = new double[view.entries()];
        double highest = Double.NEGATIVE_INFINITY;
        for (int run = 0, entry = 0; run < view.runs(); run++) {
            for (int i = 0; i < view.length(run); i++, entry++) {
                long key = (long) (view.firstRow(run) + i) * kvWidth + kvAt;
                for (int d = 0; d < headWidth; d++) {
                    scores[entry] += (double) q[qAt + d] * element(view.page(run), format, key + d);
                }
                scores[entry] /= Math.sqrt(headWidth);
                highest = Math.max(highest, scores[entry]);
            }
        }
        double[] sum = new double[headWidth];
        double total = 0;
        for (int run = 0, entry = 0; run < view.runs(); run++) {
            for (int i = 0; i < view.length(run); i++, entry++) {
                long value = (long) (KvView.PAGE + view.firstRow(run) + i) * kvWidth + kvAt;
                double p = Math.exp(scores[entry] - highest);
                total += p;
                for (int d = 0; d < headWidth; d++) {
                    sum[d] += p * element(view.page(run), format, value + d);
                }
            }
        }
        for (int d = 0; d < headWidth; d++) {
            out[outAt + d] = (float) (sum[d] / total);
        }
    }

    private static float element(MemorySegment page, KvFormat format, long index) {
        return switch (format) {
            case F32 -> page.get(JAVA_FLOAT_UNALIGNED, index * 4);
            case BF16 -> Bf16.toFloat(page.get(JAVA_SHORT_UNALIGNED, index * 2));
        };
    }

    @Override
    public void close() {}
}
