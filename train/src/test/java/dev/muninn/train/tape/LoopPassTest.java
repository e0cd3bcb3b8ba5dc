package dev.muninn.train.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.ForwardPass;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.weights.DType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoopPassTest {
    private static final double STEP = 3e-3;
    private static final Recurrences THREE = new Recurrences(1, 2);

    static List<Arithmetic> all() {
        return Arithmetic.all();
    }

    private static LoopPass pass(Parameters parameters, Arithmetic arithmetic, int threads) {
        return pass(parameters, arithmetic, LoopPass.Settings.of(2, threads));
    }

    private static LoopPass zeroPass(Parameters parameters, Arithmetic arithmetic) {
        return pass(parameters, arithmetic, new LoopPass.Settings(2, 1, StateInit.ZERO, 20, false));
    }

    private static LoopPass pass(Parameters parameters, Arithmetic arithmetic, LoopPass.Settings settings) {
        return new LoopPass(parameters, arithmetic.kernels(), arithmetic.linear(), settings, Optional.empty());
    }

    /** Losses of a batch of one sequence equal those from the engine's logits, with the same noise. */
    @ParameterizedTest
    @MethodSource("configs")
    void forwardEqualsTheEngine(Architecture facts, @TempDir Path directory) {
        for (Arithmetic arithmetic : all()) {
            Parameters parameters = Trial.parameters(facts);
            Path checkpoint = directory.resolve(arithmetic.toString());
            StoredParameters.write(parameters, checkpoint, DType.F32);
            RecurrentModel model = LoadedModel.load(checkpoint, new ScalarKernels(), null, (name, bytes) -> {})
                    .model();
            Batch batch = Trial.batch(1, 19);
            float[] logits = ForwardPass.run(model, batch.tokens(), 4, StateInit.NOISE, 9, null, 64)
                    .logits();
            try (LoopPass pass = pass(parameters, arithmetic, 1)) {
                PassResult result = pass.evaluate(parameters, batch, 4, 9);
                compareLosses(result, batch, logits);
            }
        }
    }

    private static void compareLosses(PassResult result, Batch batch, float[] logits) {
        double total = 0;
        double weights = 0;
        for (int m = 0; m < batch.rows(); m++) {
            if (batch.weights()[m] == 0) {
                assertThat(result.losses()[m]).isZero();
                continue;
            }
            double loss = loss(logits, m, batch.targets()[m]);
            assertThat((double) result.losses()[m]).as("row %d", m).isCloseTo(loss, within(2e-5 * Math.max(1, loss)));
            total += batch.weights()[m] * loss;
            weights += batch.weights()[m];
        }
        assertThat(result.loss()).isCloseTo(total / weights, within(1e-5 * total / weights));
    }

    private static double loss(float[] logits, int row, int target) {
        double sum = 0;
        for (int v = 0; v < Trial.VOCAB; v++) {
            sum += Math.exp(logits[row * Trial.VOCAB + v]);
        }
        return Math.log(sum) - logits[row * Trial.VOCAB + target];
    }

    /** Two documents in a sequence: losses and gradients are those of each alone. */
    static Stream<Arguments> familiesAndArithmetics() {
        return configs().flatMap(facts -> all().stream().map(arithmetic -> Arguments.of(facts, arithmetic)));
    }

    @ParameterizedTest
    @MethodSource("familiesAndArithmetics")
    void packedDocumentsAreAlone(Architecture facts, Arithmetic arithmetic) {
        Parameters parameters = Trial.parameters(facts);
        Batch plain = Trial.batch(1, 19);
        int[] starts = new int[19];
        Arrays.fill(starts, 8, 19, 8);
        Batch packed = Trial.withDocuments(plain, starts);
        float[] gradient = new float[parameters.size()];
        float[] wanted = new float[parameters.size()];
        try (LoopPass pass = zeroPass(parameters, arithmetic)) {
            PassResult result = pass.train(parameters, packed, THREE, Objective.LAST, 1, gradient);
            double all = sum(plain.weights());
            for (int[] range : new int[][] {{0, 8}, {8, 19}}) {
                Batch alone = Trial.part(plain, range[0], range[1]);
                float[] part = new float[parameters.size()];
                float[] losses = pass.train(parameters, alone, THREE, Objective.LAST, 1, part)
                        .losses();
                for (int i = 0; i < losses.length; i++) {
                    assertThat(result.losses()[range[0] + i]).isCloseTo(losses[i], within(2e-5f * (1 + losses[i])));
                }
                for (int i = 0; i < wanted.length; i++) {
                    wanted[i] += (float) (part[i] * sum(alone.weights()) / all);
                }
            }
            assertThat(pass.evaluate(parameters, plain, 3, 1).loss()).isNotCloseTo(result.loss(), within(1e-3));
        }
        assertClose(gradient, wanted, parameters, 1e-4);
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    /** Largest difference over largest element, tensor by tensor. */
    private static void assertClose(float[] found, float[] wanted, Parameters parameters, double tolerance) {
        for (Parameter p : parameters.all()) {
            double largest = 0;
            double difference = 0;
            for (int i = p.offset(); i < p.offset() + p.count(); i++) {
                largest = Math.max(largest, Math.abs(wanted[i]));
                difference = Math.max(difference, Math.abs((double) found[i] - wanted[i]));
            }
            assertThat(difference).as(p.name()).isLessThanOrEqualTo(tolerance * largest);
        }
    }

    static Stream<Architecture> configs() {
        return Stream.of(
                Trial.raven(4, true),
                Trial.raven(0, false),
                Trial.raven(2, false),
                Trial.bare(),
                Trial.ouro(),
                Trial.looped());
    }

    /** Along each tensor's gradient the loss rises by the gradient's length: central differences of fourth order. */
    @ParameterizedTest
    @MethodSource("configs")
    void gradientsAreSlopes(Architecture config) {
        Parameters parameters = Trial.parameters(config);
        int[] starts = {0, 0, 0, 0, 0, 5, 5, 5, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9, 18, 18, 18, 18, 18, 18, 18, 18, 18};
        Batch batch = Trial.withDocuments(Trial.batch(3, 9), starts);
        float[] gradient = new float[parameters.size()];
        float[] values = parameters.values();
        try (LoopPass pass = pass(parameters, Arithmetic.SCALAR, 1)) {
            pass.train(parameters, batch, new Recurrences(0, 3), Objective.LAST, 5, gradient);
            float[] was = values.clone();
            for (Parameter p : parameters.all()) {
                if (p.param().tensor() == Tensor.EXIT_GATE || p.param().tensor() == Tensor.EXIT_GATE_BIAS) {
                    continue; // see ObjectiveTest: this loss does not look at the gate
                }
                double length = length(gradient, p);
                double[] losses = new double[5];
                for (int i = -2; i <= 2; i++) {
                    move(values, was, gradient, p, i * STEP / length);
                    losses[i + 2] = pass.evaluate(parameters, batch, 3, 5).loss();
                }
                System.arraycopy(was, 0, values, 0, was.length);
                double slope = (8 * (losses[3] - losses[1]) - (losses[4] - losses[0])) / (12 * STEP);
                assertThat(slope).as(p.name()).isCloseTo(length, within(2e-3 * length + 2e-5));
            }
        }
    }

    private static double length(float[] gradient, Parameter p) {
        double squares = 0;
        for (int i = p.offset(); i < p.offset() + p.count(); i++) {
            squares += (double) gradient[i] * gradient[i];
        }
        assertThat(squares).as(p.name()).isPositive();
        return Math.sqrt(squares);
    }

    private static void move(float[] values, float[] was, float[] gradient, Parameter p, double factor) {
        for (int i = p.offset(); i < p.offset() + p.count(); i++) {
            values[i] = (float) (was[i] + factor * gradient[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void threadsDoNotShow(Arithmetic arithmetic) {
        Parameters parameters = Trial.parameters(Trial.raven(4, true));
        Batch batch = Trial.batch(7, 11);
        float[] one = new float[parameters.size()];
        float[] two = new float[parameters.size()];
        try (LoopPass alone = pass(parameters, arithmetic, 1);
                LoopPass together = pass(parameters, arithmetic, 2)) {
            for (int step = 0; step < 3; step++) {
                PassResult wanted = alone.train(parameters, batch, THREE, Objective.LAST, step, one);
                PassResult found = together.train(parameters, batch, THREE, Objective.LAST, step, two);
                assertThat(found.loss()).isEqualTo(wanted.loss());
                assertThat(found.losses()).isEqualTo(wanted.losses());
                assertThat(found.correct()).isEqualTo(wanted.correct());
                assertThat(found.stateNorms()).isEqualTo(wanted.stateNorms());
                assertThat(found.stateCorrelation()).isEqualTo(wanted.stateCorrelation());
                assertThat(two).isEqualTo(one);
            }
        }
    }

    /** Shards, chunks and what a pass did before change rounding at most; results are added to the gradient. */
    @ParameterizedTest
    @MethodSource("all")
    void chunksHardlyShow(Arithmetic arithmetic) {
        Parameters parameters = Trial.parameters(Trial.raven(4, true));
        Batch batch = Trial.batch(7, 11);
        float[] wanted = new float[parameters.size()];
        float[] found = new float[parameters.size()];
        try (LoopPass whole = pass(parameters, arithmetic, new LoopPass.Settings(1, 1, StateInit.NOISE, 1000, false));
                LoopPass chunks =
                        pass(parameters, arithmetic, new LoopPass.Settings(3, 2, StateInit.NOISE, 25, false))) {
            double loss = whole.train(parameters, batch, THREE, Objective.LAST, 4, wanted)
                    .loss();
            chunks.train(
                    parameters, Trial.batch(2, 5), new Recurrences(0, 4), Objective.LAST, 1, new float[found.length]);
            for (int step = 0; step < 2; step++) {
                assertThat(chunks.train(parameters, batch, THREE, Objective.LAST, 4, found)
                                .loss())
                        .isCloseTo(loss, within(1e-5));
            }
        }
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] *= 2;
        }
        assertClose(found, wanted, parameters, 1e-4);
    }

    @Test
    void fewerSequencesThanShards() {
        Parameters parameters = Trial.parameters(Trial.raven(0, true));
        Batch batch = Trial.batch(1, 11);
        try (LoopPass two = pass(parameters, Arithmetic.SCALAR, 2);
                LoopPass one = zeroPass(parameters, Arithmetic.SCALAR)) {
            float[] gradient = new float[parameters.size()];
            assertThat(two.train(parameters, batch, THREE, Objective.LAST, 1, gradient)
                            .loss())
                    .isEqualTo(two.evaluate(parameters, batch, 3, 1).loss())
                    .isNotEqualTo(one.evaluate(parameters, batch, 3, 1).loss());
        }
    }

    @Test
    void readoutsAlongTheWayAreThoseOfSeparateRuns() {
        Parameters parameters = Trial.parameters(Trial.raven(4, true));
        Batch batch = Trial.batch(5, 11);
        try (LoopPass pass = pass(parameters, Arithmetic.VECTOR, 2)) {
            List<PassResult> together = pass.evaluate(parameters, batch, new int[] {1, 2, 5}, 3);
            for (PassResult result : together) {
                PassResult alone = pass.evaluate(parameters, batch, result.stateNorms().length, 3);
                assertThat(result.loss()).isEqualTo(alone.loss());
                assertThat(result.losses()).isEqualTo(alone.losses());
                assertThat(result.stateNorms()).isEqualTo(alone.stateNorms());
                assertThat(result.stateCorrelation()).isEqualTo(alone.stateCorrelation());
            }
            assertThat(together).extracting(r -> r.stateNorms().length).containsExactly(1, 2, 5);
            assertThat(together.get(0).loss()).isNotEqualTo(together.get(2).loss());
        }
    }

    /** With one core block of gain 3 at the end, every state has a root mean square of 3; equal tokens have parallel states. */
    @Test
    void tellsNormsAndCorrelationOfStates() {
        Parameters parameters = FreshParameters.of(Trial.bare(), 1);
        Parameter norm = parameters.all().stream()
                .filter(p -> p.name().equals("transformer.core_block.0.norm_4.weight"))
                .findFirst()
                .orElseThrow();
        Arrays.fill(parameters.values(), norm.offset(), norm.offset() + norm.count(), 3f);
        Batch batch = Trial.batch(2, 6);
        Arrays.fill(batch.tokens(), 5);
        try (LoopPass pass = zeroPass(parameters, Arithmetic.SCALAR)) {
            PassResult result = pass.evaluate(parameters, batch, 2, 3);
            assertThat(result.stateNorms()).hasSize(2);
            assertThat(result.stateNorms()[1]).isCloseTo(3f, within(1e-4f));
            assertThat(result.stateCorrelation()).isCloseTo(1f, within(1e-3f));
            batch.tokens()[2] = 6;
            assertThat(pass.evaluate(parameters, batch, 2, 3).stateCorrelation())
                    .isLessThan(0.95f);
        }
    }

    /** A call allocates its results, three numbers a row, and little else. */
    @Test
    void allocatesResultsOnly() {
        Parameters parameters = Trial.parameters(Trial.raven(4, true));
        Batch batch = Trial.batch(6, 20);
        float[] gradient = new float[parameters.size()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (LoopPass pass = pass(parameters, Arithmetic.SCALAR, 1)) {
            for (int i = 0; i < 6; i++) {
                pass.train(parameters, batch, new Recurrences(2 * (i % 2), 3), Objective.LAST, i, gradient);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10; i++) {
                pass.train(parameters, batch, new Recurrences(i, 1 + i % 3), Objective.LAST, i, gradient);
            }
            long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 10;
            assertThat(bytes).isLessThan(batch.rows() * 9L + 6_000);
        }
    }

    @Test
    void refusesWhatItCannotTrain() {
        Parameters parameters = Trial.parameters(Trial.raven(0, true));
        try (LoopPass pass = pass(parameters, Arithmetic.SCALAR, 2)) {
            assertRefused(pass, parameters, Trial.batch(1, 65), "at most 64");
            Batch token = Trial.batch(3, 5);
            token.tokens()[7] = 37;
            assertRefused(pass, parameters, token, "row 7: token 37, wanted 0 to 36");
            Batch weightless = Trial.batch(3, 5);
            Arrays.fill(weightless.weights(), 0f);
            assertRefused(pass, parameters, weightless, "at least one target that counts");
            Batch target = Trial.batch(3, 5);
            target.weights()[3] = 1;
            target.targets()[3] = -100;
            assertRefused(pass, parameters, target, "row 3: target -100");
            Batch weight = Trial.batch(3, 5);
            weight.weights()[3] = Float.NaN;
            assertRefused(pass, parameters, weight, "row 3: weight NaN");
            Batch document = Trial.batch(3, 5);
            document.documentStart()[6] = 4;
            assertRefused(pass, parameters, document, "row 6: its document starts at row 4");
            assertThatThrownBy(() -> pass.evaluate(parameters, Trial.batch(1, 5), new int[] {2, 2}, 1))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("ascending");
        }
    }

    private static void assertRefused(LoopPass pass, Parameters parameters, Batch batch, String why) {
        assertThatThrownBy(() -> pass.train(parameters, batch, THREE, Objective.LAST, 1, new float[parameters.size()]))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(why);
    }
}
