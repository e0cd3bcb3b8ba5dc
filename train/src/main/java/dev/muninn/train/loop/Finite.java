package dev.muninn.train.loop;

import dev.muninn.train.parameters.Parameter;
import java.util.List;
import java.util.Optional;

/** Finds what is not a number any more. */
final class Finite {
    private Finite() {}

    /** The first of {@code parameters} that has a NaN or an infinity in {@code array}. */
    static Optional<Parameter> firstBroken(List<Parameter> parameters, float[] array) {
        return parameters.stream().filter(parameter -> broken(parameter, array)).findFirst();
    }

    private static boolean broken(Parameter parameter, float[] array) {
        for (int i = parameter.offset(); i < parameter.offset() + parameter.count(); i++) {
            if (!Float.isFinite(array[i])) {
                return true;
            }
        }
        return false;
    }
}
