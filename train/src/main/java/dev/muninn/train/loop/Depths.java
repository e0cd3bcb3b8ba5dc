package dev.muninn.train.loop;

import dev.muninn.config.RavenConfig;
import dev.muninn.train.recipe.Phase;
import java.util.List;

/** Recurrence numbers that a recipe leaves to the config of the checkpoint it begins from. */
final class Depths {
    private Depths() {}

    static List<Phase> filledIn(List<Phase> phases, RavenConfig config) {
        return phases.stream()
                .map(phase -> new Phase(
                        phase.until(),
                        phase.meanRecurrence() == 0 ? config.meanRecurrence() : phase.meanRecurrence(),
                        phase.backpropDepth() == 0 ? config.backpropDepth() : phase.backpropDepth(),
                        phase.ramp(),
                        phase.data()))
                .toList();
    }
}
