package dev.muninn.train.recipe;

import dev.muninn.train.parameters.TrainedParameters;
import java.nio.file.Path;

/** Where the weights begin. */
public sealed interface ModelRecipe {
    /** The directory that the tokenizer's files are in. */
    Path tokenizer();

    /** Families that a recipe can begin from random weights; others are trained from a checkpoint. */
    enum Family {
        RAVEN,
        OURO,
        LLAMA
    }

    /**
     * Random weights.
     *
     * @param mlp inner width of the gated MLP
     * @param taps of the prelude's short convolution, its own position included; 0 for none
     * @param meanRecurrence what the config names as the model's mean; phases of the curriculum may have their own
     * @param positions the longest context that the config allows
     */
    record Fresh(
            Family family,
            Path tokenizer,
            int width,
            int heads,
            int kvHeads,
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
            return new Fresh(
                    family, tokenizer, width, heads, kvHeads, mlp, prelude, blocks, coda, taps, 1, 1, positions,
                    qkBias);
        }
    }

    /** The weights of a checkpoint, to go on with. */
    record From(Path checkpoint, Path tokenizer, TrainedParameters trained) implements ModelRecipe {}
}
