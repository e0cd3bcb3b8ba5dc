package dev.muninn.train.raven;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import java.util.Arrays;

/**
 * Output head and loss of the rows that count: those of weight 0 are never multiplied. Works on a few rows at a time, so that the
 * logits stay small whatever the vocabulary.
 */
final class RavenHead {
    private static final int LOGITS = 1 << 19;
    private static final int FEWEST_ROWS = 32;

    private final TrainingKernels kernels;
    private final LinearKernels linear;
    private final int head;
    private final int vocab;
    private final int width;
    private final int room;
    private final int[] rows; // the row of the chunk that each gathered one is
    private final float[] x; // (room, C)
    private final float[] dx; // (room, C)
    private final float[] logits; // (room, V)
    private final int[] targets;
    private final float[] weights;
    private final float[] losses;
    private final boolean[] correct;

    RavenHead(TrainingKernels kernels, LinearKernels linear, int head, int vocab, int width, int mostRows) {
        this.kernels = kernels;
        this.linear = linear;
        this.head = head;
        this.vocab = vocab;
        this.width = width;
        this.room = Math.min(mostRows, Math.max(FEWEST_ROWS, LOGITS / vocab));
        this.rows = new int[room];
        this.x = new float[room * width];
        this.dx = new float[room * width];
        this.logits = new float[room * vocab];
        this.targets = new int[room];
        this.weights = new float[room];
        this.losses = new float[room];
        this.correct = new boolean[room];
    }

    /**
     * The loss of {@code count} rows of {@code normed (M, C)}, which are rows {@code first ..} of the batch. If {@code dw} is
     * not empty, {@code normed} becomes its own gradient and the head's is added to {@code dw}.
     *
     * @return the sum of weight times loss
     */
    double loss(float[] normed, int first, int count, float[] w, float[] dw, Task task, Task.Readout out) {
        double sum = 0;
        int next = 0; // rows before it are done
        while (next < count) {
            int gathered = 0;
            int from = next;
            for (; next < count && gathered < room; next++) {
                if (task.weights()[first + next] > 0) {
                    gather(normed, next, gathered, first, task);
                    gathered++;
                }
            }
            if (gathered > 0) {
                sum += forward(gathered, first, w, out);
            }
            if (dw.length > 0) {
                backward(normed, from, next, gathered, w, dw);
            }
        }
        return sum;
    }

    private void gather(float[] normed, int row, int to, int first, Task task) {
        System.arraycopy(normed, row * width, x, to * width, width);
        rows[to] = row;
        targets[to] = task.batch().targets()[first + row];
        weights[to] = task.weights()[first + row];
    }

    private double forward(int count, int first, float[] w, Task.Readout out) {
        linear.forward(logits, x, count, w, head, vocab, width);
        kernels.crossEntropy(logits, losses, correct, targets, weights, count, vocab);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) weights[i] * losses[i];
            out.losses()[first + rows[i]] = losses[i];
            out.correct()[first + rows[i]] = correct[i];
        }
        return sum;
    }

    /** Rows {@code from} to {@code to} of {@code normed} become their gradient, zero for those that were not gathered. */
    private void backward(float[] normed, int from, int to, int count, float[] w, float[] dw) {
        Arrays.fill(normed, from * width, to * width, 0f);
        if (count == 0) {
            return;
        }
        linear.backwardWeight(dw, head, logits, x, count, vocab, width);
        linear.backwardInput(dx, false, logits, count, w, head, vocab, width);
        for (int i = 0; i < count; i++) {
            System.arraycopy(dx, i * width, normed, rows[i] * width, width);
        }
    }
}
