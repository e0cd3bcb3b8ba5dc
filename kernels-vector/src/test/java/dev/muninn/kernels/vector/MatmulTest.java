package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.TestData.assertClose;
import static dev.muninn.kernels.vector.TestData.assertSameBits;
import static dev.muninn.kernels.vector.TestData.matrix;
import static dev.muninn.kernels.vector.TestData.randn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import dev.muninn.tensor.WeightFormat;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatmulTest {
    private static final int[] SIZES = {1, 3, 8, 12, 31, 40, 48, 63, 64, 65, 80, 100, 257};
    private static final int[] ROWS = {1, 2, 5, 6, 7, 13, 64, 65};

    private static final Kernels REFERENCE = new ScalarKernels();
    private static Kernels one;
    private static Kernels two;

    @BeforeAll
    static void open() {
        one = new VectorKernels(1, 0);
        two = new VectorKernels(2, 0);
    }

    @AfterAll
    static void close() {
        one.close();
        two.close();
    }

    private static float[] matmul(Kernels kernels, float[] x, int rows, Weight weight) {
        float[] out = new float[rows * weight.rows()];
        Arrays.fill(out, Float.NaN);
        kernels.matmul(out, x, rows, weight);
        return out;
    }

    @ParameterizedTest
    @EnumSource
    void matchesReferenceAtAwkwardSizes(WeightFormat format) {
        for (int k : SIZES) {
            for (int n : SIZES) {
                MatrixSource source = matrix(n, k, n * 1000L + k);
                Weight wanted = REFERENCE.pack(source, format);
                Weight found = two.pack(source, format);
                for (int m : ROWS) {
                    float[] x = randn(m * k, m);
                    assertClose(
                            matmul(two, x, m, found),
                            matmul(REFERENCE, x, m, wanted),
                            1e-6f * (k + 8) * 2,
                            format + " m=" + m + " n=" + n + " k=" + k);
                }
            }
        }
    }

    /** The plain loops of a cold process give the bits of the vector loops, at sizes around every border. */
    @Test
    void aColdProcessComputesTheSameBits() {
        try (Kernels cold = new VectorKernels(2, Long.MAX_VALUE)) {
            for (int k : new int[] {1, 64, 255, 256, 257, 600}) {
                for (int n : new int[] {1, 63, 64, 65, 200}) {
                    MatrixSource source = matrix(n, k, n * 1000L + k);
                    Weight plain = cold.pack(source, WeightFormat.F32);
                    Weight vector = two.pack(source, WeightFormat.F32);
                    for (int m : new int[] {1, 2, 6, 7, 200}) {
                        float[] x = randn(m * k, m);
                        assertSameBits(
                                matmul(cold, x, m, plain), matmul(two, x, m, vector), "m=" + m + " n=" + n + " k=" + k);
                    }
                }
            }
        }
    }

    /** A process that warms up in the middle of a text goes on with the same bits. */
    @Test
    void theChangeFromColdToWarmIsNotSeen() {
        MatrixSource source = matrix(65, 100, 3);
        float[] x = randn(700, 4);
        try (Kernels warming = new VectorKernels(1, 3L * 7 * 65 * 100)) {
            Weight weight = warming.pack(source, WeightFormat.F32);
            float[] first = matmul(warming, x, 7, weight);
            for (int i = 0; i < 5; i++) {
                assertSameBits(matmul(warming, x, 7, weight), first, "call " + i);
            }
        }
    }

    /** K above a block of columns, M above a chunk of rows. */
    @ParameterizedTest
    @EnumSource
    void matchesReferenceAcrossBlocks(WeightFormat format) {
        MatrixSource source = matrix(70, 1000, 3);
        float[] x = randn(200 * 1000, 4);
        float[] wanted = matmul(REFERENCE, x, 200, REFERENCE.pack(source, format));
        assertClose(matmul(two, x, 200, two.pack(source, format)), wanted, 4e-4f, format.label());
    }

    @ParameterizedTest
    @EnumSource
    void aRowIsTheSameAloneAndInACrowd(WeightFormat format) {
        int k = 700;
        int n = 1030;
        Weight weight = two.pack(matrix(n, k, 1), format);
        float[] x = randn(65 * k, 2);
        float[] crowd = matmul(two, x, 65, weight);
        for (int m = 0; m < 65; m++) {
            float[] alone = matmul(two, Arrays.copyOfRange(x, m * k, (m + 1) * k), 1, weight);
            assertSameBits(Arrays.copyOfRange(crowd, m * n, (m + 1) * n), alone, format + " row " + m);
        }
        for (int m : ROWS) {
            float[] fewer = matmul(two, x, m, weight);
            assertSameBits(fewer, Arrays.copyOf(crowd, m * n), format + " of " + m);
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsDoNotChangeBits(WeightFormat format) {
        int k = 650;
        int n = 1100;
        MatrixSource source = matrix(n, k, 5);
        Weight ofOne = one.pack(source, format);
        Weight ofTwo = two.pack(source, format);
        for (int m : new int[] {1, 7, 65}) {
            float[] x = randn(m * k, m);
            assertSameBits(matmul(two, x, m, ofTwo), matmul(one, x, m, ofOne), format + " m=" + m);
        }
    }

    @ParameterizedTest
    @EnumSource
    void compiledCodeGivesTheBitsOfTheInterpreter(WeightFormat format) {
        int k = 80;
        int n = 100;
        Weight weight = one.pack(matrix(n, k, 6), format);
        float[] x = randn(7 * k, 7);
        float[] firstRow = matmul(one, x, 1, weight);
        float[] firstRows = matmul(one, x, 7, weight);
        float[] out = new float[7 * n];
        for (int i = 0; i < 20_000; i++) {
            one.matmul(out, x, 1, weight);
            if (i % 4 == 0) {
                one.matmul(out, x, 7, weight);
            }
        }
        assertSameBits(matmul(one, x, 1, weight), firstRow, format + " one row");
        assertSameBits(matmul(one, x, 7, weight), firstRows, format + " rows");
    }

    @ParameterizedTest
    @EnumSource
    void readsRowsBack(WeightFormat format) {
        for (int k : SIZES) {
            MatrixSource source = matrix(101, k, k);
            Weight wanted = REFERENCE.pack(source, format);
            Weight found = two.pack(source, format);
            assertThat(found.format()).isEqualTo(format);
            assertThat(found.bytes()).isGreaterThanOrEqualTo(format.bytes(101, k));
            for (int row : new int[] {0, 1, 17, 33, 63, 64, 99, 100}) {
                float[] expected = new float[k + 2];
                float[] actual = new float[k + 2];
                wanted.readRow(row, expected, 1);
                found.readRow(row, actual, 1);
                assertSameBits(actual, expected, format + " row " + row + " k=" + k);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT8_ROW", "INT4"})
    void storedCodesAreTakenAsTheyAre(WeightFormat format) {
        int k = 70;
        MatrixSource floats = matrix(66, k, 9);
        byte[][] codes = new byte[66][k];
        float[][] scales = new float[66][format.scales(k)];
        float[] row = new float[k];
        for (int n = 0; n < 66; n++) {
            floats.readRow(n, row, 0);
            Quantizer.quantizeRow(format, row, 0, k, codes[n], scales[n]);
            scales[n][0] = Bf16.round(scales[n][0] * 3); // not what quantizing the values again would give
        }
        Weight weight = two.pack(new Coded(format, codes, scales), format);
        float[] found = new float[k];
        for (int n = 0; n < 66; n++) {
            weight.readRow(n, found, 0);
            for (int i = 0; i < k; i++) {
                assertThat(found[i]).isEqualTo(codes[n][i] * scales[n][i / format.group(k)]);
            }
        }
    }

    private record Coded(WeightFormat format, byte[][] codes, float[][] scales) implements MatrixSource {
        @Override
        public String name() {
            return "coded";
        }

        @Override
        public int rows() {
            return codes.length;
        }

        @Override
        public int cols() {
            return codes[0].length;
        }

        @Override
        public void readRow(int row, float[] out, int at) {
            throw new AssertionError("codes are there");
        }

        @Override
        public void readCodes(int row, byte[] rowCodes, float[] rowScales) {
            System.arraycopy(codes[row], 0, rowCodes, 0, cols());
            System.arraycopy(scales[row], 0, rowScales, 0, rowScales.length);
        }
    }

    @Test
    void bf16KeepsNanAndInfinity() {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, 3.4e38f};
        float[] values = Arrays.copyOf(special, 40);
        System.arraycopy(special, 0, values, 20, special.length);
        Weight weight = one.pack(MatrixSource.of("special", values, 1, 40), WeightFormat.BF16);
        float[] found = new float[40];
        weight.readRow(0, found, 0);
        for (int i = 0; i < 40; i++) {
            assertThat(found[i]).isEqualTo(Float.valueOf(Bf16.round(values[i])));
        }
    }

    @Test
    void callersFromSeveralThreadsTakeTurns() {
        Weight weight = two.pack(matrix(1000, 600, 1), WeightFormat.INT4);
        float[] x = randn(9 * 600, 2);
        float[] row = matmul(two, x, 1, weight);
        float[] rows = matmul(two, x, 9, weight);
        IntStream.range(0, 200).parallel().forEach(i -> {
            assertSameBits(matmul(two, x, 1, weight), row, "one row");
            assertSameBits(matmul(two, x, 9, weight), rows, "rows");
        });
    }

    @Test
    void closedKernelsSaySo() {
        Kernels kernels = new VectorKernels(2, 0);
        Weight weight = kernels.pack(matrix(8, 8, 1), WeightFormat.F32);
        kernels.close();
        kernels.close();
        assertThatThrownBy(() -> kernels.matmul(new float[8], new float[8], 1, weight))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aWeightOfOthersIsRefused() {
        Weight foreign = one.pack(matrix(8, 8, 1), WeightFormat.F32);
        assertThatThrownBy(() -> two.matmul(new float[8], new float[8], 1, foreign))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("test.weight");
    }

    @Test
    void aFailingSourceReachesTheCaller() {
        MatrixSource broken = new Coded(WeightFormat.F32, new byte[4000][8], new float[0][]);
        assertThatThrownBy(() -> two.pack(broken, WeightFormat.F32)).isInstanceOf(AssertionError.class);
        assertThat(matmul(two, new float[3], 1, two.pack(matrix(2, 3, 1), WeightFormat.F32)))
                .containsExactly(0, 0);
    }
}
