package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Tensor;
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
    private final Optional<ExitGate> gate;
    final Sums sums = new Sums();

    // what grows with the largest chunk seen
    private int capacity;
    private Forward forward;
    private Head head;
    private Program.Frame embed;
    private Program.Frame readout;
    private final List<Program.Frame> firstPass = new ArrayList<>(); // one, once it is needed
    private final List<Program.Frame> laterPasses = new ArrayList<>();
    private final List<float[]> states = new ArrayList<>(); // (M, C) of a window: before it, and after each recurrence
    private final List<float[]> dReadouts =
            new ArrayList<>(); // (M, C) by recurrence of a window: gradient from its readout
    private float[] input = NONE; // (M, C), e
    private float[] normed = NONE; // (M, C)
    private float[] dNormed = NONE; // (M, C)
    private float[] dInput = NONE; // (M, C)
    private float[] weights = NONE; // (M)
    private float[] teacherWeights = NONE; // (M)
    private float[] exitLosses = NONE; // (T, M)
    private boolean[] exitCorrect = {}; // (T, M)
    private float[] exitDivergences = NONE; // (T, M)

    Replica(Plan plan) {
        this.plan = plan;
        this.facts = plan.layout().facts();
        this.machine = plan.machine();
        this.width = facts.width();
        this.forward = plan.forward(machine, 0);
        this.head = plan.head(machine, 0);
        this.embed = plan.trained().embed().frame(machine, 0);
        this.readout = plan.trained().readout().frame(machine, 0);
        Layout layout = plan.layout();
        this.gate = layout.find(Tensor.EXIT_GATE)
                .map(vector -> new ExitGate(
                        width,
                        plan.offsets().of(vector),
                        plan.offsets().of(layout.get(Tensor.EXIT_GATE_BIAS)),
                        plan.offsets().trainable(vector)));
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
        int firstRow = machine.rows.first();
        System.arraycopy(task.weights(), firstRow, weights, 0, machine.count());
        for (int i = 0; i < task.readouts().size(); i++) {
            Task.Readout at = task.readouts().get(i);
            float[] state = forward.state(at.recurrence(), sums.stateNorms);
            sums.cosines[i] += States.neighbours(state, machine.count(), machine.rows.length(), width);
            Head.Question question = question(task, at.recurrence(), NONE, Head.TeacherRows.NONE);
            sums.losses[i] += head.loss(
                    forward.normed(),
                    machine.count(),
                    NONE,
                    question,
                    new Head.Answers(firstRow, at.losses(), at.correct(), NONE));
        }
    }

    private Head.Question question(Task task, int recurrence, float[] ofTeacher, Head.TeacherRows teacher) {
        return new Head.Question(
                task.batch().targetsAfter(recurrence), machine.rows.first(), weights, ofTeacher, teacher);
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
        boolean[] read = readouts(task, start, end, teacher);
        if (!plan.trained().trainsState()) {
            return;
        }
        float[] d = dNormed;
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

    /** The losses of a window, their gradients to {@link #dReadouts}; says after which recurrences there was one. */
    private boolean[] readouts(Task task, int start, int end, Head.TeacherRows teacher) {
        boolean[] read = new boolean[end - start];
        switch (task.objective()) {
            case Objective.Last() -> {
                weigh(task, 1);
                read(task, end, end - start - 1, teacher, lastAnswers(task));
                read[end - start - 1] = true;
            }
            case Objective.Every every -> {
                for (int t = start + 1; t <= end; t++) {
                    double weight = every.weight(t, task.recurrences());
                    if (weight > 0) {
                        weigh(task, (float) weight);
                        read(task, t, t - start - 1, teacher, lastAnswers(task));
                        read[t - start - 1] = true;
                    }
                }
            }
            case Objective.Exits(double entropy) -> {
                exits(task, entropy, teacher);
                Arrays.fill(read, true);
            }
        }
        return read;
    }

    private Head.Answers lastAnswers(Task task) {
        Task.Readout last = task.readouts().getFirst();
        return new Head.Answers(machine.rows.first(), last.losses(), last.correct(), NONE);
    }

    private void weigh(Task task, float factor) {
        int first = machine.rows.first();
        for (int m = 0; m < machine.count(); m++) {
            weights[m] = task.weights()[first + m] * factor;
        }
        if (task.teacherWeights().length == 0) {
            Arrays.fill(teacherWeights, 0, machine.count(), 0f);
        } else {
            for (int m = 0; m < machine.count(); m++) {
                teacherWeights[m] = task.teacherWeights()[first + m] * factor;
            }
        }
    }

    /** The loss after a recurrence, whose state is number {@code t + 1} of the window; its gradient to {@link #dReadouts}. */
    private void read(Task task, int recurrence, int t, Head.TeacherRows teacher, Head.Answers answers) {
        Program program = plan.trained().readout();
        readout.set(Buffers.STATE, states.get(t + 1));
        readout.set(Buffers.OUT, normed);
        float[] result = program.forward(machine, readout);
        float[] ofTeacher = task.teacherWeights().length > 0 ? teacherWeights : NONE;
        sums.losses[0] +=
                head.loss(result, machine.count(), dNormed, question(task, recurrence, ofTeacher, teacher), answers);
        readout.set(Buffers.D_OUT, dNormed);
        readout.set(Buffers.D_STATE, dReadouts.get(t));
        program.backward(machine, readout);
    }

    private void exits(Task task, double entropy, Head.TeacherRows teacher) {
        ExitGate exit = gate.orElseThrow();
        int total = task.recurrences();
        int count = machine.count();
        int first = machine.rows.first();
        exit.begin(count, total);
        for (int t = 0; t < total; t++) {
            exit.read(t, states.get(t + 1), machine.w);
        }
        exit.close();
        if (exitLosses.length < total * count) {
            exitLosses = new float[total * count];
            exitCorrect = new boolean[total * count];
            exitDivergences = new float[total * count];
        }
        Arrays.fill(exitLosses, 0f);
        Arrays.fill(exitDivergences, 0f);
        for (int t = 0; t < total; t++) {
            weigh(task, 1);
            for (int m = 0; m < count; m++) {
                weights[m] *= exit.exit(t, m);
                teacherWeights[m] *= exit.exit(t, m);
            }
            read(task, t + 1, t, teacher, new Head.Answers(t * count, exitLosses, exitCorrect, exitDivergences));
        }
        Task.Readout last = task.readouts().getFirst();
        System.arraycopy(exitLosses, (total - 1) * count, last.losses(), first, count);
        System.arraycopy(exitCorrect, (total - 1) * count, last.correct(), first, count);
        weigh(task, 1);
        for (int m = 0; m < count; m++) {
            sums.losses[0] += weights[m] == 0 ? 0 : weights[m] * entropy * exit.negativeEntropy(m);
        }
        ExitGate.Losses found = new ExitGate.Losses(exitLosses, weights, exitDivergences, teacherWeights, entropy);
        for (int t = 0; t < total; t++) {
            exit.backward(t, found, states.get(t + 1), machine.w, dReadouts.get(t), machine.dw);
        }
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
        head = plan.head(machine, count);
        embed = plan.trained().embed().frame(machine, count);
        readout = plan.trained().readout().frame(machine, count);
        input = new float[count * width];
        normed = new float[count * width];
        dNormed = new float[count * width];
        dInput = new float[count * width];
        weights = new float[count];
        teacherWeights = new float[count];
    }
}
