package dev.muninn.train.loop;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.train.data.Packer;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.tape.Pass;

/**
 * What a trainer works with; whoever made a part closes it.
 *
 * @param parameters fresh ones, or of the checkpoint that the recipe begins from
 * @param linear for the optimizer's own products
 */
public record TrainerParts(
        Parameters parameters, Pass pass, LinearKernels linear, Packer packer, DocumentSources sources) {}
