package dev.muninn.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Shape;
import dev.muninn.architecture.Tensor;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.train.parameters.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private static final List<Parameter> PARAMETERS = List.of(
            parameter(0, Part.EMBEDDING, Tensor.EMBEDDING, Role.EMBEDDING, 0, 40, 50),
            parameter(1, Part.CORE, Tensor.QKV, Role.MATRIX, 2000, 40, 40, 40, 40),
            parameter(2, Part.CORE, Tensor.DOWN, Role.RESIDUAL_OUT, 6800, 90, 40),
            parameter(3, Part.ADAPTER, Tensor.INJECTION, Role.INJECTION, 10400, 80, 40),
            parameter(4, Part.HEAD, Tensor.FINAL_NORM, Role.NORM, 13600, 40, 1));
    private static final int COUNT = 13640;
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.01, 0.9, 0.95, 1e-8, 0.1);

    private static Parameter parameter(
            int index, Part part, Tensor tensor, Role role, int offset, int cols, Integer... pieces) {
        int rows = List.of(pieces).stream().mapToInt(i -> i).sum();
        Shape shape = new Shape(rows, cols, List.of(pieces));
        return new Parameter(new Param(index, part, 0, 0, tensor, role, shape), tensor.name(), offset, rows * cols);
    }

    private static float[] random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static LinearKernels linear() {
        return LinearProvider.installed().getLast().open(Precision.F32);
    }

    @Test
    void adamIsThePaper() {
        float[] values = random(1);
        double[] expected = new double[COUNT];
        double[] m = new double[COUNT];
        double[] v = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            expected[i] = values[i];
        }
        try (Workers workers = new Workers(2)) {
            AdamW adam = new AdamW(PARAMETERS, ADAM, workers);
            for (int step = 1; step <= 4; step++) {
                float[] gradient = random(10 + step);
                adam.step(values, gradient, 0.5f, step, 0.8);
                for (int i = 0; i < COUNT; i++) {
                    double g = 0.5 * gradient[i];
                    m[i] = 0.9 * m[i] + 0.1 * g;
                    v[i] = 0.95 * v[i] + 0.05 * g * g;
                    double decay = i >= 2000 && i < 13600 ? 0.1 : 0; // neither embedding nor norm
                    double mean = m[i] / (1 - Math.pow(0.9, step));
                    double square = v[i] / (1 - Math.pow(0.95, step));
                    expected[i] -= 0.008 * (mean / (Math.sqrt(square) + 1e-8) + decay * expected[i]);
                }
            }
        }
        for (int i = 0; i < COUNT; i++) {
            assertThat((double) values[i]).as("parameter %d", i).isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void muonMovesMatricesAlongTheirSingularVectors() {
        float[] values = new float[COUNT];
        float[] gradient = random(2);
        try (Workers workers = new Workers(1);
                LinearKernels linear = linear()) {
            new Muon(PARAMETERS, new Muon.Settings(1, 0.95, 0), ADAM, linear, workers).step(values, gradient, 1, 1, 1);
        }
        // the third piece of Wqkv is a (40, 40) matrix of its own; the projection a wide one
        assertSingularValuesAreNearOne(values, 2000 + 2 * 1600, 40, 40);
        assertSingularValuesAreNearOne(values, 6800, 40, 90);
        assertThat(values[0]).isCloseTo(-0.01f * Math.signum(gradient[0]), within(1e-5f)); // AdamW's first step
    }

    /** M·Mᵀ of singular values s between l and u: the trace is the sum of s², the Frobenius norm the root of the sum of s⁴. */
    private static void assertSingularValuesAreNearOne(float[] values, int at, int rows, int cols) {
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                double dot = 0;
                for (int k = 0; k < cols; k++) {
                    dot += (double) values[at + i * cols + k] * values[at + j * cols + k];
                }
                trace += i == j ? dot : 0;
                squares += dot * dot;
            }
        }
        assertThat(trace / rows).isBetween(0.6, 1.3);
        assertThat(squares / rows - (trace / rows) * (trace / rows)).isBetween(0.0, 0.15);
    }

    @Test
    void theUpdateHasTheGradientsDirectionAndScale() {
        // a gradient of rank one, 80 x 40: its update is u·vᵀ/(|u||v|) times sqrt(80 / 40)
        List<Parameter> one = List.of(parameter(0, Part.CORE, Tensor.DOWN, Role.MATRIX, 0, 40, 80));
        float[] gradient = new float[3200];
        for (int i = 0; i < 80; i++) {
            for (int j = 0; j < 40; j++) {
                gradient[i * 40 + j] = (i % 3 - 1) * (j % 5 - 2);
            }
        }
        float[] values = new float[3200];
        try (Workers workers = new Workers(1);
                LinearKernels linear = linear()) {
            new Muon(one, new Muon.Settings(0.5, 0.9, 0), ADAM, linear, workers).step(values, gradient, 3, 1, 1);
        }
        double dot = 0;
        double length = 0;
        double gradientLength = 0;
        for (int i = 0; i < 3200; i++) {
            dot += (double) values[i] * gradient[i];
            length += (double) values[i] * values[i];
            gradientLength += (double) gradient[i] * gradient[i];
        }
        assertThat(dot / Math.sqrt(length * gradientLength)).isCloseTo(-1, within(1e-4));
        assertThat(Math.sqrt(length) / (0.5 * Math.sqrt(2))).isBetween(0.65, 1.25);
    }

    @Test
    void threadsDoNotShow() {
        float[] one = random(3);
        float[] three = one.clone();
        for (float[] values : List.of(one, three)) {
            try (Workers workers = new Workers(values == one ? 1 : 3);
                    LinearKernels linear = linear()) {
                Muon muon = new Muon(PARAMETERS, new Muon.Settings(0.02, 0.95, 0.1), ADAM, linear, workers);
                MovingAverage average = new MovingAverage(values, 0.9, workers);
                for (int step = 1; step <= 3; step++) {
                    float[] gradient = random(20 + step);
                    float factor = (float) (1 / GradientNorm.of(gradient, workers));
                    muon.step(values, gradient, factor, step, 1);
                    average.add(values, step);
                }
                System.arraycopy(average.values(), 0, values, 0, 100);
            }
        }
        assertThat(one).isEqualTo(three);
    }

    @Test
    void theNormIsEuclid() {
        float[] gradient = random(4);
        double sum = 0;
        for (float g : gradient) {
            sum += (double) g * g;
        }
        try (Workers workers = new Workers(2)) {
            assertThat(GradientNorm.of(gradient, workers)).isCloseTo(Math.sqrt(sum), within(1e-9));
        }
    }
}
