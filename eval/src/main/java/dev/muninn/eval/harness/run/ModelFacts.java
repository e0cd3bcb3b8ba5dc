package dev.muninn.eval.harness.run;

import dev.muninn.architecture.Architecture;

/**
 * What reports say of a model.
 *
 * @param outerBlocks blocks that a token passes once
 * @param coreBlocks blocks that it passes at every recurrence
 */
public record ModelFacts(
        String name,
        String family,
        int width,
        int outerBlocks,
        int coreBlocks,
        int meanRecurrence,
        String kernels,
        int context) {
    static final ModelFacts UNKNOWN = new ModelFacts("no model", "-", 0, 0, 0, 0, "-", 0);

    static ModelFacts of(EvalModel model) {
        Architecture config = model.model().config();
        return new ModelFacts(
                model.name(),
                config.family(),
                config.width(),
                config.prelude().blocks() + config.coda().blocks(),
                config.core().blocks(),
                config.meanRecurrence(),
                model.engine().kernels().provider().name(),
                config.context());
    }

    /** Blocks that all tokens of an answer passed. */
    public long blockPasses(Cost cost) {
        return cost.tokens() * outerBlocks + cost.coreRows() * coreBlocks;
    }
}
