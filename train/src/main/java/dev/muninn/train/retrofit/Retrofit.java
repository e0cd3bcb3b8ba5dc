package dev.muninn.train.retrofit;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Adapters;
import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Band;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Loop;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Looped;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.parameters.TrainedParameters;
import dev.muninn.weights.ModelFiles;
import dev.muninn.weights.StagedDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Loops a band of a dense model's layers in place: no layer is dropped, a bridge brings input and state in from the second recurrence on, and
 * low-rank adapters may be put on the band's matrices (Shapiro 2026, arXiv:2608.11233). Bridge and adapters begin as nothing, so at first the
 * model is its base with the band repeated; after one recurrence it is the base to the bit.
 *
 * @param band layers that are looped
 * @param adapters on the band's matrices, if any
 * @param meanRecurrence what the config names as the model's mean
 */
public record Retrofit(Band band, Optional<Adapters> adapters, int meanRecurrence, int backpropDepth, long seed) {
    /** The facts of what {@code base} becomes. */
    public Architecture facts(Architecture base) {
        require(
                base.loop().equals(Loop.ONCE),
                "a model of the family %s has a loop already; only a dense model can be retrofitted",
                base.family());
        require(band.last() < base.layers(), "--core %s: the model's layers are 0 to %d", band, base.layers() - 1);
        return base.looped(
                Looped.NAME,
                Stack.of(band.first()),
                Stack.of(band.last() - band.first() + 1),
                Stack.of(base.layers() - 1 - band.last()),
                new Loop(
                        new Depth.Sampled(meanRecurrence, backpropDepth),
                        Injection.BRIDGE,
                        Loop.Start.INPUT,
                        OptionalDouble.empty(),
                        adapters));
    }

    /**
     * Writes bridge and adapters as they begin to the new directory {@code target}, which names {@code base} as the model that has the rest.
     *
     * @return elements that are trained
     */
    public int write(Path base, Path target) {
        Architecture facts;
        try (ModelFiles files = ModelFiles.open(base)) {
            facts = facts(files.architecture());
        } catch (IllegalArgumentException e) {
            throw new MuninnException(base + ": " + e.getMessage(), e);
        }
        Parameters fresh = FreshParameters.of(Layout.of(facts), TrainedParameters.ADAPTERS::trains, seed);
        try (StagedDirectory staged = StagedDirectory.create(target, 4L * fresh.size())) {
            StoredParameters.writeTrainedInto(fresh, staged.path(), fresh.values(), base);
            staged.commit();
        }
        return fresh.size();
    }
}
