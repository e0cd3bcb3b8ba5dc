package dev.muninn.eval.harness.run;

import dev.muninn.config.ModelConfig;

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
        ModelConfig config = model.model().config();
        return new ModelFacts(
                model.name(),
                config.modelType(),
                config.width(),
                config.preludeBlocks() + config.codaBlocks(),
                config.coreBlocks(),
                config.meanRecurrence(),
                model.engine().kernels().provider().name(),
                config.maxPositions());
    }

    /** Blocks that all tokens of an answer passed. */
    public long blockPasses(Cost cost) {
        return cost.tokens() * outerBlocks + cost.coreRows() * coreBlocks;
    }
}
