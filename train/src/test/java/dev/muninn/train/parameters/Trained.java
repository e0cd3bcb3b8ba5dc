package dev.muninn.train.parameters;

import dev.muninn.architecture.Param;
import java.util.function.Predicate;

/** The same values, of which others are trained. */
public final class Trained {
    private Trained() {}

    public static Parameters only(Parameters parameters, Predicate<Param> trains) {
        Parameters other = new Parameters(parameters.layout(), trains);
        for (Parameter to : other.everything()) {
            Parameter from = parameters.everything().stream()
                    .filter(p -> p.param().equals(to.param()))
                    .findFirst()
                    .orElseThrow();
            System.arraycopy(parameters.values(), from.offset(), other.values(), to.offset(), to.count());
        }
        return other;
    }
}
