package dev.muninn.train.tape;

import dev.muninn.architecture.Layout;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.LoopedModel;
import dev.muninn.model.StateInit;
import dev.muninn.train.parameters.Parameters;

/**
 * What the replicas of a pass have in common: the model's programs, where its parameters lie, and how it is trained.
 *
 * @param trained programs with backward passes
 * @param untaped the same without
 * @param trainable how many elements have a gradient
 * @param chunkRows rows of a chunk, the unit of forward and backward within a replica
 * @param recompute whether a recurrence is computed again before its backward pass, so that only one is kept
 */
record Plan(
        Layout layout,
        Offsets offsets,
        Programs trained,
        Programs untaped,
        TrainingKernels kernels,
        LinearKernels linear,
        int trainable,
        StateInit init,
        int chunkRows,
        boolean recompute) {
    static Plan of(
            Parameters parameters,
            TrainingKernels kernels,
            LinearKernels linear,
            StateInit init,
            int chunkRows,
            boolean recompute) {
        Layout layout = parameters.layout();
        LoopedModel model = new LoopedModel(layout);
        Offsets offsets = new Offsets(parameters);
        return new Plan(
                layout,
                offsets,
                Programs.withBackward(model, offsets),
                Programs.forwardOnly(model, offsets::of, true),
                kernels,
                linear,
                parameters.size(),
                init,
                chunkRows,
                recompute);
    }

    Machine machine() {
        return new Machine(kernels, linear, new Rows(layout.facts().attention()));
    }

    Forward forward(Machine machine, int rows) {
        return new Forward(layout.facts(), untaped, machine, init, rows);
    }

    Head head(Machine machine, int rows) {
        int vocab = layout.facts().vocab();
        return new Head(
                machine,
                offsets.of(layout.head()),
                vocab,
                layout.facts().width(),
                offsets.trainable(layout.head()),
                rows);
    }
}
