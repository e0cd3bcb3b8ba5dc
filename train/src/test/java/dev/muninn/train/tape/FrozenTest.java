package dev.muninn.train.tape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.architecture.Tensor;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.Trained;
import dev.muninn.train.parameters.TrainedParameters;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training some parameters only: their gradients are those of training everything, and the rest has none. */
class FrozenTest {
    static Stream<Arguments> choices() {
        Predicate<Param> adapters = TrainedParameters.ADAPTERS::trains;
        return Stream.of(
                Arguments.of(Trial.looped(), adapters),
                Arguments.of(Trial.raven(3, false), adapters),
                Arguments.of(Trial.raven(3, false), (Predicate<Param>) p -> p.part() == Part.PRELUDE),
                Arguments.of(Trial.ouro(), (Predicate<Param>) p -> p.role() == Role.NORM),
                Arguments.of(Trial.looped(new Tensor[0]), (Predicate<Param>) p -> p.part() == Part.HEAD));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void gradientsAreThoseOfTrainingEverything(Architecture facts, Predicate<Param> trains) {
        Parameters whole = Trial.parameters(facts);
        Parameters some = Trained.only(whole, trains);
        assertThat(some.size()).isLessThan(whole.size()).isPositive();
        Batch batch = Trial.batch(3, 9);
        for (Arithmetic arithmetic : Arithmetic.all()) {
            float[] all = gradient(whole, batch, arithmetic);
            float[] found = gradient(some, batch, arithmetic);
            for (Parameter p : some.all()) {
                int at = whole.all().stream()
                        .filter(q -> q.param().equals(p.param()))
                        .findFirst()
                        .orElseThrow()
                        .offset();
                for (int i = 0; i < p.count(); i++) {
                    assertThat(found[p.offset() + i])
                            .as("%s[%d], %s", p.name(), i, arithmetic)
                            .isEqualTo(all[at + i]);
                }
            }
        }
    }

    private static float[] gradient(Parameters parameters, Batch batch, Arithmetic arithmetic) {
        float[] gradient = new float[parameters.size()];
        try (LoopPass pass = new LoopPass(
                parameters, arithmetic.kernels(), arithmetic.linear(), LoopPass.Settings.of(2, 1), Optional.empty())) {
            pass.train(parameters, batch, new Recurrences(1, 2), Objective.LAST, 4, gradient);
        }
        return gradient;
    }
}
