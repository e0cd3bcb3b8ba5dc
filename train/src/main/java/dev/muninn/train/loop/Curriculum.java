package dev.muninn.train.loop;

import dev.muninn.sampling.CounterRandom;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.recipe.DataPart;
import dev.muninn.train.recipe.Phase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is trained at a step: on which documents, how deep. */
final class Curriculum {
    private final List<Phase> phases;
    private final long seed;
    private final Map<DataPart, DocumentSource> sources = new HashMap<>();

    /**
     * Opens the sources of all phases.
     *
     * @param phases with the model's own recurrence numbers filled in
     */
    Curriculum(List<Phase> phases, DocumentSources open, long seed) {
        this.phases = List.copyOf(phases);
        this.seed = seed;
        phases.forEach(phase -> phase.data().forEach(part -> sources.computeIfAbsent(part, open::training)));
    }

    /**
     * The depth of a batch.
     *
     * @param step from 0
     */
    Recurrences recurrences(long step, int batch) {
        int now = phaseAt(step);
        Phase phase = phases.get(now);
        return RecurrenceSampler.draw(
                Keys.of(seed, Keys.Purpose.DEPTH, step, batch),
                phase.depths(),
                meanRecurrence(step),
                phase.backpropDepth());
    }

    double meanRecurrence(long step) {
        int now = phaseAt(step);
        double arrived = arrived(step, now);
        double before = now == 0 ? 0 : phases.get(now - 1).meanRecurrence();
        return (1 - arrived) * before + arrived * phases.get(now).meanRecurrence();
    }

    /** The documents of a step; a document's number goes on from step to step. */
    DocumentSource source(long step) {
        int now = phaseAt(step);
        double arrived = arrived(step, now);
        return index -> {
            long key = Keys.of(seed, Keys.Purpose.MIXTURE, index, 0);
            Phase phase = phases.get(CounterRandom.uniform(key, 0, 0) < arrived ? now : now - 1);
            return draw(phase.data(), CounterRandom.uniform(key, 0, 1), index);
        };
    }

    private Document draw(List<DataPart> parts, double u, long index) {
        double left = u * parts.stream().mapToDouble(DataPart::weight).sum();
        DataPart chosen = parts.getLast();
        for (DataPart part : parts) {
            left -= part.weight();
            if (left < 0) {
                chosen = part;
                break;
            }
        }
        return Objects.requireNonNull(sources.get(chosen)).at(index);
    }

    int phaseAt(long step) {
        int phase = 0;
        while (phase < phases.size() - 1 && step >= phases.get(phase).until()) {
            phase++;
        }
        return phase;
    }

    /** How much of the way from the previous phase to this one is done: 1 without a ramp. */
    private double arrived(long step, int phase) {
        long ramp = phases.get(phase).ramp();
        if (phase == 0 || ramp == 0) {
            return 1;
        }
        long since = step - phases.get(phase - 1).until();
        return Math.min(1, (since + 1.0) / ramp);
    }
}
