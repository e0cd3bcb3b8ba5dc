package dev.muninn.train.raven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Loss and every parameter's gradient as the Huginn reference computes them, from a zero state; a gradient's error is its largest
 * difference over its largest element.
 */
class RavenGoldenTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<Recurrences> CASES =
            List.of(new Recurrences(0, 4), new Recurrences(3, 2), new Recurrences(5, 4));

    @TestFactory
    List<DynamicTest> gradients() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Arithmetic arithmetic : Arithmetic.all()) {
            for (Recurrences r : CASES) {
                String name = "n" + r.withoutGradient() + "k" + r.withGradient();
                tests.add(DynamicTest.dynamicTest(arithmetic + " " + name, () -> compare(arithmetic, r, name)));
            }
        }
        return tests;
    }

    private static void compare(Arithmetic arithmetic, Recurrences recurrences, String name) {
        Parameters parameters = Parameters.load(Golden.HUGINN);
        float[] gradient = new float[parameters.size()];
        try (RavenPass pass = new RavenPass(
                parameters.config(), arithmetic.kernels(), arithmetic.linear(), 1, StateInit.ZERO, 2, 23)) {
            double loss = pass.train(parameters, Golden.batch(), recurrences, 1, gradient)
                    .loss();
            double wanted = Golden.floats("loss." + name)[0];
            assertThat(loss).isCloseTo(wanted, within(1e-5 * wanted));
        }
        for (Parameter parameter : parameters.all()) {
            double error = error(gradient, parameter, Golden.floats("grad." + name + "." + parameter.name()));
            assertThat(error).as(parameter.name()).isLessThan(TOLERANCE);
        }
    }

    private static double error(float[] gradient, Parameter parameter, float[] wanted) {
        assertThat(wanted).hasSize(parameter.count());
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            double d = Math.abs((double) gradient[parameter.offset() + i] - wanted[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            largest = Math.max(largest, Math.abs(wanted[i]));
        }
        return difference / largest;
    }
}
