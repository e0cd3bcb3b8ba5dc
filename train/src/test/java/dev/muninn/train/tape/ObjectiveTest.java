package dev.muninn.train.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the losses of several recurrences, exit gates and teachers are, and that gradients are their slopes. */
class ObjectiveTest {
    private static final double STEP = 3e-3;
    private static final Recurrences FOUR = new Recurrences(0, 4);

    private static LoopPass pass(Parameters parameters, Optional<Teacher> teacher) {
        return new LoopPass(
                parameters,
                Arithmetic.SCALAR.kernels(),
                Arithmetic.SCALAR.linear(),
                LoopPass.Settings.of(2, 1),
                teacher);
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(Trial.raven(2, true), new Objective.Every(1.5), false),
                Arguments.of(Trial.ouro(), new Objective.Every(0.5), false),
                Arguments.of(Trial.ouro(), new Objective.Exits(0.05), false),
                Arguments.of(Trial.looped(), new Objective.Every(0.5), true),
                Arguments.of(Trial.raven(0, false), Objective.LAST, true),
                Arguments.of(Trial.ouro(), new Objective.Exits(0.3), true));
    }

    /** Along each tensor's gradient the loss rises by the gradient's length: central differences of fourth order. */
    @ParameterizedTest
    @MethodSource("losses")
    void gradientsAreSlopes(Architecture facts, Objective objective, boolean taught) {
        Parameters parameters = Trial.parameters(facts);
        Batch batch = Trial.batch(3, 7);
        if (taught) {
            batch = batch.withTeacher(teacherWeights(batch));
        }
        Optional<Teacher> teacher =
                taught ? Optional.of(Teacher.of(Trial.parameters(Trial.bare()), 2)) : Optional.empty();
        float[] gradient = new float[parameters.size()];
        float[] values = parameters.values();
        try (LoopPass pass = pass(parameters, teacher)) {
            double loss =
                    pass.train(parameters, batch, FOUR, objective, 5, gradient).loss();
            assertThat(loss).isBetween(0.5, 20.0);
            float[] was = values.clone();
            for (Parameter p : parameters.all()) {
                if (!(objective instanceof Objective.Exits) && p.name().contains("early_exit_gate")) {
                    assertThat(length(gradient, p)).isZero();
                    continue;
                }
                double length = length(gradient, p);
                assertThat(length).as(p.name()).isPositive();
                double[] losses = new double[5];
                for (int i = -2; i <= 2; i++) {
                    for (int j = p.offset(); j < p.offset() + p.count(); j++) {
                        values[j] = (float) (was[j] + i * STEP / length * gradient[j]);
                    }
                    losses[i + 2] = pass.train(parameters, batch, FOUR, objective, 5, new float[gradient.length])
                            .loss();
                }
                System.arraycopy(was, 0, values, 0, was.length);
                double slope = (8 * (losses[3] - losses[1]) - (losses[4] - losses[0])) / (12 * STEP);
                assertThat(slope).as(p.name()).isCloseTo(length, within(2e-3 * length + 3e-5));
            }
        }
    }

    private static float[] teacherWeights(Batch batch) {
        Random random = new Random(3);
        float[] weights = new float[batch.rows()];
        for (int m = 0; m < weights.length; m++) {
            weights[m] = random.nextInt(3) == 0 ? 0 : 0.1f * random.nextFloat();
        }
        return weights;
    }

    private static double length(float[] gradient, Parameter p) {
        double squares = 0;
        for (int i = p.offset(); i < p.offset() + p.count(); i++) {
            squares += (double) gradient[i] * gradient[i];
        }
        return Math.sqrt(squares);
    }

    /** The mean of the losses that evaluation finds after each recurrence. */
    @Test
    void everyRecurrenceCounts() {
        Parameters parameters = Trial.parameters(Trial.raven(2, true));
        Batch batch = Trial.batch(3, 7);
        try (LoopPass pass = pass(parameters, Optional.empty())) {
            double[] after = pass.evaluate(parameters, batch, new int[] {1, 2, 3, 4}, 5).stream()
                    .mapToDouble(PassResult::loss)
                    .toArray();
            double wanted = (after[3] + 0.6 * (after[0] + after[1] + after[2]) / 3) / 1.6;
            PassResult found =
                    pass.train(parameters, batch, FOUR, new Objective.Every(0.6), 5, new float[parameters.size()]);
            assertThat(found.loss()).isCloseTo(wanted, within(1e-6));
        }
    }

    /** With windows of two recurrences the losses are the same, gradients stop at the border: those of the last window alone. */
    @Test
    void windowsCutGradientsNotLosses() {
        Parameters parameters = Trial.parameters(Trial.raven(2, true));
        Batch batch = Trial.batch(3, 7);
        float[] whole = new float[parameters.size()];
        float[] cut = new float[parameters.size()];
        float[] last = new float[parameters.size()];
        float[] weightless = new float[parameters.size()];
        try (LoopPass pass = pass(parameters, Optional.empty())) {
            Objective every = new Objective.Every(0.6);
            double loss = pass.train(parameters, batch, new Recurrences(0, 5), every, 5, whole)
                    .loss();
            double cutLoss = pass.train(parameters, batch, new Recurrences(3, 2), every, 5, cut)
                    .loss();
            assertThat(cutLoss).isCloseTo(loss, within(1e-6));
            assertThat(cut).isNotEqualTo(whole);
            pass.train(parameters, batch, new Recurrences(3, 2), Objective.LAST, 5, last);
            pass.train(parameters, batch, new Recurrences(3, 2), new Objective.Every(0), 5, weightless);
        }
        for (int i = 0; i < last.length; i++) {
            assertThat(weightless[i]).isCloseTo(last[i], within(1e-5f + 1e-4f * Math.abs(last[i])));
        }
    }

    /** A batch may say what is known after the first recurrence: the loss there is of that. */
    @Test
    void earlierRecurrencesMayHaveTargetsOfTheirOwn() {
        Parameters parameters = Trial.parameters(Trial.raven(2, true));
        Batch batch = Trial.batch(1, 7);
        int[] first = batch.targets().clone();
        for (int m = 0; m < first.length; m++) {
            first[m] = first[m] < 0 ? first[m] : (first[m] + 1) % Trial.VOCAB;
        }
        Batch staged = new Batch(
                1,
                7,
                batch.tokens(),
                batch.targets(),
                batch.weights(),
                batch.documentStart(),
                List.of(first),
                new float[0]);
        Batch onlyFirst = new Batch(1, 7, batch.tokens(), first, batch.weights(), batch.documentStart());
        try (LoopPass pass = pass(parameters, Optional.empty())) {
            double after1 = pass.evaluate(parameters, onlyFirst, 1, 5).loss();
            double after2 = pass.evaluate(parameters, batch, 2, 5).loss();
            double found = pass.train(
                            parameters,
                            staged,
                            new Recurrences(0, 2),
                            new Objective.Every(1),
                            5,
                            new float[parameters.size()])
                    .loss();
            assertThat(found).isCloseTo((after1 + after2) / 2, within(1e-6));
        }
    }

    /** The base as its own teacher: with adapters and bridge as they begin the divergence is nothing, with others it is something. */
    @Test
    void theBaseTeachesItself() {
        Parameters fresh = FreshParameters.of(Trial.looped(), 3);
        Batch batch = Trial.batch(2, 7);
        float[] all = new float[batch.rows()];
        Arrays.fill(all, 1f);
        Batch taught = batch.withTeacher(all);
        Recurrences once = new Recurrences(0, 1);
        try (LoopPass pass = pass(fresh, Optional.of(Teacher.base(fresh)))) {
            float[] gradient = new float[fresh.size()];
            double plain = pass.evaluate(fresh, batch, 1, 5).loss();
            assertThat(pass.train(fresh, taught, once, Objective.LAST, 5, gradient)
                            .loss())
                    .isCloseTo(plain, within(1e-6));
            Trial.shaken(fresh);
            double shaken = pass.evaluate(fresh, batch, 1, 5).loss();
            assertThat(pass.train(fresh, taught, once, Objective.LAST, 5, gradient)
                            .loss())
                    .isGreaterThan(shaken + 0.01);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Parameters raven = Trial.parameters(Trial.raven(0, true));
        Parameters ouro = Trial.parameters(Trial.ouro());
        Objective exits = new Objective.Exits(0.1);
        try (LoopPass ofRaven = pass(raven, Optional.empty());
                LoopPass ofOuro = pass(ouro, Optional.empty())) {
            Batch batch = Trial.batch(1, 5);
            assertThatThrownBy(() -> ofRaven.train(raven, batch, FOUR, exits, 1, new float[raven.size()]))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("an exit gate, which this model (huginn_raven) does not have");
            assertThatThrownBy(() -> ofOuro.train(ouro, batch, new Recurrences(1, 3), exits, 1, new float[ouro.size()]))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("1 of 4 recurrences have no gradient");
        }
        assertThatThrownBy(() -> new Objective.Every(-1)).isInstanceOf(MuninnException.class);
    }
}
