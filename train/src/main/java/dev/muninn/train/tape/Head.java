package dev.muninn.train.tape;

import java.util.Arrays;

/**
 * Output head and loss of the rows that count: those of weight 0 are never multiplied. Works on a few rows at a time, so that the
 * logits stay small whatever the vocabulary.
 */
final class Head {
    private static final int LOGITS = 1 << 19;
    private static final int FEWEST_ROWS = 32;

    /** What the loss of some rows is made of, all by row of the chunk. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Question(int[] targets, int targetsAt, float[] weights, float[] teacherWeights, TeacherRows teacher) {}

    /**
     * Where what is found of the chunk's rows is written.
     *
     * @param at of the first row
     * @param divergences empty if nobody asks
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answers(int at, float[] losses, boolean[] correct, float[] divergences) {}

    /**
     * What a teacher's head multiplies.
     *
     * @param rows (M, its width)
     * @param w the teacher's parameters, its head (V, width) from {@code headAt} on
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record TeacherRows(float[] rows, int width, float[] w, int headAt) {
        static final TeacherRows NONE = new TeacherRows(new float[0], 0, new float[0], 0);
    }

    private final Machine machine;
    private final int at;
    private final int vocab;
    private final int width;
    private final boolean trained;
    private final int room;
    private final int[] rows; // the row of the chunk that each gathered one is
    private final float[] x; // (room, C)
    private final float[] dx; // (room, C)
    private final float[] logits; // (room, V)
    private float[] teacherX = {};
    private float[] teacherLogits = {};
    private final int[] targets;
    private final float[] weights;
    private final float[] teacherWeights;
    private final float[] losses;
    private final float[] divergences;
    private final boolean[] correct;

    /**
     * @param at where the head begins among all parameters
     * @param trained whether it has a gradient
     */
    Head(Machine machine, int at, int vocab, int width, boolean trained, int mostRows) {
        this.machine = machine;
        this.at = at;
        this.vocab = vocab;
        this.width = width;
        this.trained = trained;
        this.room = Math.min(mostRows, Math.max(FEWEST_ROWS, LOGITS / vocab));
        this.rows = new int[room];
        this.x = new float[room * width];
        this.dx = new float[room * width];
        this.logits = new float[room * vocab];
        this.targets = new int[room];
        this.weights = new float[room];
        this.teacherWeights = new float[room];
        this.losses = new float[room];
        this.divergences = new float[room];
        this.correct = new boolean[room];
    }

    /**
     * The loss of {@code count} rows of {@code normed (M, C)}.
     *
     * @param d (M, C) written: the gradient at {@code normed}; empty for no gradient at all
     * @return the sum of weight times loss
     */
    double loss(float[] normed, int count, float[] d, Question question, Answers answers) {
        double sum = 0;
        int next = 0; // rows before it are done
        while (next < count) {
            int gathered = 0;
            int from = next;
            for (; next < count && gathered < room; next++) {
                if (question.weights[next] > 0 || teacherWeight(question, next) > 0) {
                    gather(normed, next, gathered, question);
                    gathered++;
                }
            }
            if (gathered > 0) {
                sum += forward(gathered, question, answers);
            }
            if (d.length > 0) {
                backward(d, from, next, gathered);
            }
        }
        return sum;
    }

    private static float teacherWeight(Question question, int row) {
        return question.teacherWeights.length == 0 ? 0f : question.teacherWeights[row];
    }

    private void gather(float[] normed, int row, int to, Question question) {
        System.arraycopy(normed, row * width, x, to * width, width);
        rows[to] = row;
        targets[to] = question.targets[question.targetsAt + row];
        weights[to] = question.weights[row];
        teacherWeights[to] = teacherWeight(question, row);
    }

    private double forward(int count, Question question, Answers answers) {
        machine.linear.forward(logits, x, count, machine.w, at, vocab, width);
        boolean teaches = question.teacherWeights.length > 0;
        if (teaches) {
            diverge(count, question.teacher);
        }
        machine.kernels.crossEntropy(logits, losses, correct, targets, weights, count, vocab);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) weights[i] * losses[i];
            answers.losses[answers.at + rows[i]] = losses[i];
            answers.correct[answers.at + rows[i]] = correct[i];
            if (teaches) {
                sum += (double) teacherWeights[i] * divergences[i];
                if (answers.divergences.length > 0) {
                    answers.divergences[answers.at + rows[i]] = divergences[i];
                }
            }
        }
        if (teaches) {
            machine.kernels.add(logits, logits, teacherLogits, count * vocab);
        }
        return sum;
    }

    /** {@link #teacherLogits} become the gradient of the divergence at {@link #logits}. */
    private void diverge(int count, TeacherRows teacher) {
        if (teacherLogits.length < room * vocab) {
            teacherLogits = new float[room * vocab];
        }
        if (teacherX.length < room * teacher.width) {
            teacherX = new float[room * teacher.width];
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(teacher.rows, rows[i] * teacher.width, teacherX, i * teacher.width, teacher.width);
        }
        machine.linear.forward(teacherLogits, teacherX, count, teacher.w, teacher.headAt, vocab, teacher.width);
        machine.kernels.divergence(teacherLogits, divergences, logits, teacherWeights, count, vocab);
    }

    /** Rows {@code from} to {@code to} of {@code d}: zero for those that were not gathered. */
    private void backward(float[] d, int from, int to, int count) {
        Arrays.fill(d, from * width, to * width, 0f);
        if (count == 0) {
            return;
        }
        if (trained) {
            machine.linear.backwardWeight(machine.dw, at, logits, x, count, vocab, width);
        }
        machine.linear.backwardInput(dx, false, logits, count, machine.w, at, vocab, width);
        for (int i = 0; i < count; i++) {
            System.arraycopy(dx, i * width, d, rows[i] * width, width);
        }
    }
}
