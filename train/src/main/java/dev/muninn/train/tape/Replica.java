package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One thread's part of a pass: some sequences of the batch, a chunk of them at a time, forward and backward, with memory and gradient of
 * its own. Sizes: M rows of a chunk, C width.
 */
final class Replica {
    private static final float[] NONE = {};

    private final Plan plan;
    private final Architecture facts;
    private final Machine machine;
    private final int width;
    final Sums sums = new Sums();

    // what grows with the largest chunk seen
    private int capacity;
    private Forward forward;
    private WindowLosses losses;
    private Program.Frame embed;
    private final List<Program.Frame> firstPass = new ArrayList<>(); // one, once it is needed
    private final List<Program.Frame> laterPasses = new ArrayList<>();
    private final List<float[]> states = new ArrayList<>(); // (M, C) of a window: before it, and after each recurrence
    private final List<float[]> dReadouts =
            new ArrayList<>(); // (M, C) by recurrence of a window: gradient from its readout
    private float[] input = NONE; // (M, C), e
    private float[] dState = NONE; // (M, C)
    private float[] dInput = NONE; // (M, C)

    Replica(Plan plan) {
        this.plan = plan;
        this.facts = plan.layout().facts();
        this.machine = plan.machine();
        this.width = facts.width();
        this.forward = plan.forward(machine, 0);
        this.losses = new WindowLosses(plan, machine, sums, 0);
        this.embed = plan.trained().embed().frame(machine, 0);
    }

    /** The gradient of this replica's part of the loss, laid out as the trainable parameters. */
    float[] gradient() {
        return machine.dw;
    }

    /** Sequences {@code first} to {@code first + count} of the batch: their gradient, if any recurrence has one, and sums. */
    void run(Task task, int first, int count, Optional<Teacher.Seat> teacher) {
        boolean training = task.withGradient() > 0;
        machine.w = task.w();
        if (training && machine.dw.length != plan.trainable()) {
            machine.dw = new float[plan.trainable()];
        }
        Arrays.fill(machine.dw, 0f);
        sums.reset(task);
        int length = task.batch().length();
        int step = Math.min(count, Math.max(1, plan.chunkRows() / length));
        prepare(step * length);
        for (int from = first; from < first + count; from += step) {
            int sequences = Math.min(step, first + count - from);
            machine.rows.select(task.batch(), from, sequences);
            sums.pairs += (long) sequences * (length - 1);
            if (training) {
                train(task, taught(teacher, task, from, sequences));
            } else {
                evaluate(task);
            }
        }
    }

    private static Head.TeacherRows taught(Optional<Teacher.Seat> teacher, Task task, int first, int sequences) {
        return teacher.map(seat -> seat.rows(task, first, sequences)).orElse(Head.TeacherRows.NONE);
    }

    private void evaluate(Task task) {
        forward.begin(task.noiseSeed());
        for (int i = 0; i < task.readouts().size(); i++) {
            float[] state = forward.state(task.readouts().get(i).recurrence(), sums.stateNorms);
            sums.cosines[i] += States.neighbours(state, machine.count(), machine.rows.length(), width);
            sums.losses[i] += losses.evaluate(task, task.readouts().get(i), forward.normed());
        }
    }

    /** Windows of recurrences, each with a tape of its own; the gradient of a state ends where its window begins. */
    private void train(Task task, Head.TeacherRows teacher) {
        Programs programs = plan.trained();
        embed.set(Buffers.OUT, input);
        programs.embed().forward(machine, embed);
        clear(dInput);
        int taped = task.withGradient();
        int start = 0;
        if (task.objective() instanceof Objective.Every) {
            begin(task, 0);
        } else {
            start = task.withoutGradient();
            begin(task, start);
        }
        int end = start + (task.recurrences() - start - 1) % taped + 1; // the first window takes what is left over
        for (; start < task.recurrences(); start = end, end += taped) {
            window(task, start, end, teacher);
            float[] first = states.getFirst();
            states.set(0, states.get(end - start));
            states.set(end - start, first);
        }
        if (programs.trainsInput()) {
            embed.set(Buffers.D_OUT, dInput);
            programs.embed().backward(machine, embed);
        }
    }

    /** The state after {@code recurrences} without a tape becomes the first. */
    private void begin(Task task, int recurrences) {
        require(1);
        if (recurrences == 0) {
            Forward.firstState(facts, plan.init(), machine.rows, task.noiseSeed(), input, states.getFirst());
        } else {
            forward.begin(task.noiseSeed(), input);
            float[] state = forward.state(recurrences, sums.stateNorms);
            System.arraycopy(state, 0, states.getFirst(), 0, machine.count() * width);
        }
    }

    /** Recurrences {@code start} to {@code end} forward, losses, and back; the first state is there. */
    private void window(Task task, int start, int end, Head.TeacherRows teacher) {
        int count = end - start;
        require(count + 1);
        for (int t = 0; t < count; t++) {
            forward(start + t, t);
            sums.stateNorms[start + t] += States.norms(states.get(t + 1), machine.count(), width);
        }
        if (end == task.recurrences()) {
            sums.cosines[0] += States.neighbours(states.get(count), machine.count(), machine.rows.length(), width);
        }
        boolean[] read = losses.window(task, start, end, teacher, states, dReadouts);
        if (!plan.trained().trainsState()) {
            return;
        }
        float[] d = dState;
        boolean any = false;
        for (int t = count - 1; t >= 0; t--) {
            if (read[t] && any) {
                machine.kernels.add(d, d, dReadouts.get(t), machine.count() * width);
            } else if (read[t]) {
                System.arraycopy(dReadouts.get(t), 0, d, 0, machine.count() * width);
                any = true;
            }
            if (any) {
                backward(start + t, t, d);
            }
        }
        if (start == 0 && plan.trained().trainsInput() && facts.loop().start() == Loop.Start.INPUT && any) {
            machine.kernels.add(dInput, dInput, d, machine.count() * width);
        }
    }

    private void forward(int recurrence, int t) {
        Program.Frame frame = frame(recurrence, t);
        frame.set(Buffers.STATE, states.get(t));
        frame.set(Buffers.INPUT, input);
        frame.set(Buffers.OUT, states.get(t + 1));
        program(recurrence).forward(machine, frame);
    }

    /** {@code d}, the gradient of the state after the recurrence, becomes that of the state before it. */
    private void backward(int recurrence, int t, float[] d) {
        if (plan.recompute()) {
            forward(recurrence, t);
        }
        Program.Frame frame = frame(recurrence, t);
        frame.set(Buffers.D_OUT, d);
        frame.set(Buffers.D_STATE, d);
        frame.set(Buffers.D_INPUT, dInput);
        program(recurrence).backward(machine, frame);
    }

    private Program program(int recurrence) {
        return recurrence == 0 ? plan.trained().first() : plan.trained().later();
    }

    private Program.Frame frame(int recurrence, int t) {
        if (recurrence == 0) {
            if (firstPass.isEmpty()) {
                firstPass.add(plan.trained().first().frame(machine, capacity));
            }
            return firstPass.getFirst();
        }
        int index = plan.recompute() ? 0 : t;
        while (laterPasses.size() <= index) {
            laterPasses.add(plan.trained().later().frame(machine, capacity));
        }
        return laterPasses.get(index);
    }

    private void clear(float[] rows) {
        Arrays.fill(rows, 0, machine.count() * width, 0f);
    }

    /** Room for {@code count} states. */
    private void require(int count) {
        while (states.size() < count) {
            states.add(new float[capacity * width]);
        }
        while (dReadouts.size() < count) {
            dReadouts.add(new float[capacity * width]);
        }
    }

    /** Room for {@code count} rows; nothing is allocated where there is enough. */
    private void prepare(int count) {
        if (count <= capacity) {
            return;
        }
        capacity = count;
        firstPass.clear();
        laterPasses.clear();
        states.clear();
        dReadouts.clear();
        forward = plan.forward(machine, count);
        losses = new WindowLosses(plan, machine, sums, count);
        embed = plan.trained().embed().frame(machine, count);
        input = new float[count * width];
        dState = new float[count * width];
        dInput = new float[count * width];
    }
}
