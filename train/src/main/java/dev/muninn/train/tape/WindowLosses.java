package dev.muninn.train.tape;

import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The losses after the recurrences of a window, forward and back to the states. One replica's. */
final class WindowLosses {
    private static final float[] NONE = {};

    private final Plan plan;
    private final Machine machine;
    private final Sums sums;
    private final Head head;
    private final Program.Frame readout;
    private final Optional<ExitGate> gate;
    private final float[] normed; // (M, C)
    private final float[] dNormed; // (M, C)
    private final float[] weights; // (M)
    private final float[] teacherWeights; // (M)
    private float[] exitLosses = NONE; // (T, M)
    private boolean[] exitCorrect = {}; // (T, M)
    private float[] exitDivergences = NONE; // (T, M)

    // the window in progress
    private List<float[]> states = List.of();
    private List<float[]> dReadouts = List.of();

    WindowLosses(Plan plan, Machine machine, Sums sums, int mostRows) {
        this.plan = plan;
        this.machine = machine;
        this.sums = sums;
        this.head = plan.head(machine, mostRows);
        this.readout = plan.trained().readout().frame(machine, mostRows);
        Layout layout = plan.layout();
        int width = layout.facts().width();
        this.gate = layout.find(Tensor.EXIT_GATE)
                .map(vector -> new ExitGate(
                        width,
                        plan.offsets().of(vector),
                        plan.offsets().of(layout.get(Tensor.EXIT_GATE_BIAS)),
                        plan.offsets().trainable(vector)));
        this.normed = new float[mostRows * width];
        this.dNormed = new float[mostRows * width];
        this.weights = new float[mostRows];
        this.teacherWeights = new float[mostRows];
    }

    /** The loss of what a readout without a tape gave. */
    double evaluate(Task task, Task.Readout at, float[] rows) {
        int first = machine.rows.first();
        System.arraycopy(task.weights(), first, weights, 0, machine.count());
        return head.loss(
                rows,
                machine.count(),
                NONE,
                question(task, at.recurrence(), NONE, Head.TeacherRows.NONE),
                new Head.Answers(first, at.losses(), at.correct(), NONE));
    }

    private Head.Question question(Task task, int recurrence, float[] ofTeacher, Head.TeacherRows teacher) {
        return new Head.Question(
                task.batch().targetsAfter(recurrence), machine.rows.first(), weights, ofTeacher, teacher);
    }

    /**
     * The losses of recurrences {@code start} to {@code end}.
     *
     * @param windowStates (M, C) each: before the first of them, and after each
     * @param gradients (M, C) each, written where there was a loss: its gradient at the state after that recurrence
     * @return after which there was one
     */
    boolean[] window(
            Task task,
            int start,
            int end,
            Head.TeacherRows teacher,
            List<float[]> windowStates,
            List<float[]> gradients) {
        states = windowStates;
        dReadouts = gradients;
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
}
