package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Tensor;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Where each parameter begins in the array of all, and whether it is trained. */
final class Offsets {
    private final Map<Param, Integer> at = new HashMap<>();
    private final int trainable;

    Offsets(Parameters parameters) {
        for (Parameter parameter : parameters.everything()) {
            at.put(parameter.param(), parameter.offset());
        }
        this.trainable = parameters.size();
    }

    int of(Param param) {
        return Objects.requireNonNull(at.get(param), param.toString());
    }

    boolean trainable(Param param) {
        return of(param) < trainable;
    }

    /** Whether anything that leads to the input e is trained. */
    boolean trainsInput() {
        return at.keySet().stream()
                .anyMatch(p -> trainable(p) && (p.part() == Part.EMBEDDING || p.part() == Part.PRELUDE));
    }

    /** Whether anything that leads to a state after a pass is trained. */
    boolean trainsState(Architecture facts) {
        return trainsInput()
                || at.keySet().stream()
                        .anyMatch(p -> trainable(p)
                                && (p.part() == Part.ADAPTER
                                        || p.part() == Part.CORE
                                        || (p.tensor() == Tensor.FINAL_NORM
                                                && facts.finalNorm() == FinalNorm.EACH_PASS)));
    }
}
