package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.LoopedModel;
import dev.muninn.model.StateInit;
import dev.muninn.train.parameters.Parameters;

/**
 * A model whose distribution another one is kept close to: a model of its own, or the trained one with its adapters off. It learns
 * nothing.
 */
public final class Teacher {
    private final Architecture facts;
    private final Programs programs;
    private final float[] w;
    private final int headAt;
    private final int recurrences;

    private Teacher(Parameters parameters, boolean adapters, int recurrences) {
        Layout layout = parameters.layout();
        Offsets offsets = new Offsets(parameters);
        layout.facts().loop().depth().check(recurrences);
        this.facts = layout.facts();
        this.programs = Programs.forwardOnly(new LoopedModel(layout), offsets::of, adapters);
        this.w = parameters.values();
        this.headAt = offsets.of(layout.head());
        this.recurrences = recurrences;
    }

    /** Another model, or the same weights as they are at the moment. */
    public static Teacher of(Parameters parameters, int recurrences) {
        return new Teacher(parameters, true, recurrences);
    }

    /** The trained model itself, its adapters off, after one recurrence: the model that it was made of. */
    public static Teacher base(Parameters parameters) {
        return new Teacher(parameters, false, 1);
    }

    public int vocab() {
        return facts.vocab();
    }

    /** One replica's memory. */
    final class Seat {
        private final Machine machine;
        private Forward forward;
        private int capacity;

        Seat(TrainingKernels kernels, LinearKernels linear) {
            this.machine = new Machine(kernels, linear, new Rows(facts.attention()));
            this.forward = new Forward(facts, programs, machine, StateInit.NOISE, 0);
        }

        /** What its head multiplies, for sequences of the task's batch. */
        Head.TeacherRows rows(Task task, int first, int sequences) {
            machine.w = w;
            machine.rows.select(task.batch(), first, sequences);
            if (machine.count() > capacity) {
                capacity = machine.count();
                forward = new Forward(facts, programs, machine, StateInit.NOISE, capacity);
            }
            forward.begin(task.noiseSeed());
            forward.state(recurrences, new double[0]);
            return new Head.TeacherRows(forward.normed(), facts.width(), w, headAt);
        }
    }
}
