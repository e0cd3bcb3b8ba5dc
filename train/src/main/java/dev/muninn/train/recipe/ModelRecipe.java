package dev.muninn.train.recipe;

import java.nio.file.Path;

/** Where the weights begin. */
public sealed interface ModelRecipe {
    /** The directory that the tokenizer's files are in. */
    Path tokenizer();

    /**
     * Random weights.
     *
     * @param mlp inner width of the gated MLP
     * @param taps of the prelude's short convolution, its own position included; 0 for none
     * @param meanRecurrence what the config names as the model's mean; phases of the curriculum may have their own
     * @param positions the longest context that the config allows
     */
    record Fresh(
            Path tokenizer,
            int width,
            int heads,
            int mlp,
            int prelude,
            int core,
            int coda,
            int taps,
            int meanRecurrence,
            int backpropDepth,
            int positions,
            boolean qkBias)
            implements ModelRecipe {
        Fresh withFixedDepth(int blocks) {
            return new Fresh(tokenizer, width, heads, mlp, prelude, blocks, coda, taps, 1, 1, positions, qkBias);
        }
    }

    /** The weights of a checkpoint, to go on with. */
    record From(Path checkpoint, Path tokenizer) implements ModelRecipe {}
}
