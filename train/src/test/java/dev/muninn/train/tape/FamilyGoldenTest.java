package dev.muninn.train.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Loss and every parameter's gradient as the families' reference implementations compute them, from a zero state where there is one; a
 * gradient's error is its largest difference over its largest element.
 */
class FamilyGoldenTest {
    private static final double TOLERANCE = 1e-4;

    /**
     * A case.
     *
     * @param loss the golden's name of the loss
     * @param gradient what the golden puts before a tensor's name
     */
    private record Case(
            String name, Batch batch, Recurrences recurrences, Objective objective, String loss, String gradient) {
        static Case of(String name, Recurrences recurrences) {
            return new Case(name, Golden.of(name).nextToken(), recurrences, Objective.LAST, "loss", "grad.");
        }

        static Case huginn(int without, int with) {
            String key = "n" + without + "k" + with;
            return new Case(
                    "huginn-tiny",
                    Golden.of("huginn-tiny").labelled(),
                    new Recurrences(without, with),
                    Objective.LAST,
                    "loss." + key,
                    "grad." + key + ".");
        }

        static Case ouro(String key, Objective objective) {
            return new Case(
                    "ouro-tiny",
                    Golden.of("ouro-tiny").nextToken(),
                    new Recurrences(0, 4),
                    objective,
                    key + ".loss",
                    key + ".grad.");
        }
    }

    private static List<Case> cases() {
        return List.of(
                Case.huginn(0, 4),
                Case.huginn(3, 2),
                Case.huginn(5, 4),
                Case.of("dense/llama", new Recurrences(0, 1)),
                Case.of("dense/llama-tied-llama3-rope", new Recurrences(0, 1)),
                Case.of("dense/mistral", new Recurrences(0, 1)),
                Case.of("dense/qwen2", new Recurrences(0, 1)),
                Case.of("dense/qwen3", new Recurrences(0, 1)),
                Case.of("retrofit-llama", new Recurrences(2, 3)),
                Case.ouro("last", Objective.LAST),
                Case.ouro("weighted", new Objective.Exits(0.05)));
    }

    @TestFactory
    List<DynamicTest> gradients() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Arithmetic arithmetic : Arithmetic.all()) {
            for (boolean recompute : new boolean[] {false, true}) {
                for (Case c : cases()) {
                    String name = arithmetic + " " + c.name + " " + c.gradient + (recompute ? " computed again" : "");
                    tests.add(DynamicTest.dynamicTest(name, () -> compare(arithmetic, c, recompute)));
                }
            }
        }
        return tests;
    }

    private static void compare(Arithmetic arithmetic, Case c, boolean recompute) {
        Golden golden = Golden.of(c.name);
        Parameters parameters = StoredParameters.load(golden.directory());
        float[] gradient = new float[parameters.size()];
        LoopPass.Settings settings = new LoopPass.Settings(2, 1, StateInit.ZERO, 23, recompute);
        try (LoopPass pass =
                new LoopPass(parameters, arithmetic.kernels(), arithmetic.linear(), settings, Optional.empty())) {
            double loss = pass.train(parameters, c.batch, c.recurrences, c.objective, 1, gradient)
                    .loss();
            double wanted = golden.gradients(c.loss)[0];
            assertThat(loss).isCloseTo(wanted, within(1e-5 * wanted));
        }
        for (Parameter parameter : parameters.all()) {
            int at = parameter.offset();
            for (Stored stored : Families.stored(parameters.facts(), parameter.param())) {
                float[] wanted = golden.gradients(c.gradient + stored.name());
                float[] found = Arrays.copyOfRange(gradient, at, at + (int) stored.elements());
                assertThat(error(found, wanted)).as(stored.name()).isLessThan(TOLERANCE);
                at += (int) stored.elements();
            }
        }
    }

    private static double error(float[] found, float[] wanted) {
        assertThat(wanted).hasSize(found.length);
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            double d = Math.abs((double) found[i] - wanted[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        return largest == 0 ? difference : difference / largest; // the gate of a loss that does not use it has none
    }
}
