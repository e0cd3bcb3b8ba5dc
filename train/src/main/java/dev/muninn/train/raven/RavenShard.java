package dev.muninn.train.raven;

import dev.muninn.config.RavenConfig;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.CounterRandom;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.raven.RavenBlock.Scratch;
import dev.muninn.train.raven.RavenBlock.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One thread's part of a pass: some sequences of the batch, a chunk of them at a time, forward and backward, with tape, scratch
 * and gradient of its own. Sizes: M rows of a chunk, C width.
 */
final class RavenShard {
    private static final float[] NO_GRADIENT = {};

    private final RavenConfig config;
    private final TrainingKernels kernels;
    private final LinearKernels linear;
    private final RavenWeights weights;
    private final StateInit init;
    private final int chunkRows;
    private final int width;
    private final float embeddingScale;
    private final Rows rows = new Rows();

    // what grows with the largest chunk seen
    private int capacity;
    private Scratch scratch;
    private Tape loose; // for blocks whose tape nobody needs
    private RavenHead head;
    private final List<Tape> prelude = new ArrayList<>();
    private final List<Tape> coda = new ArrayList<>();
    private final List<List<Tape>> core = new ArrayList<>(); // by recurrence with gradient
    private final List<float[]> states = new ArrayList<>(); // (M, C) each: before them, and after the last
    private float[] input = {}; // (M, C), e
    private float[] both = {}; // (M, 2C): state, then input
    private float[] normed = {}; // (M, C)
    private float[] decoded = {}; // (M, C), out of the coda
    private float[] inverseState = {}; // (M)
    private float[] inverseDecoded = {}; // (M)
    private float[] dState = {}; // (M, C)
    private float[] dInput = {}; // (M, C)

    /** The gradient of this shard's part of the loss, laid out as the parameters. */
    float[] gradient = {};

    /** By recurrence: the sum over rows of the state's root mean square. */
    double[] stateNorms = {};

    /** By readout: the weighted sum of losses. */
    double[] losses = {};

    /** By readout: the sum of cosines between states of neighbouring positions, of which there are {@link #pairs}. */
    double[] cosines = {};

    long pairs;

    RavenShard(
            RavenConfig config,
            TrainingKernels kernels,
            LinearKernels linear,
            RavenWeights weights,
            StateInit init,
            int chunkRows) {
        this.config = config;
        this.kernels = kernels;
        this.linear = linear;
        this.weights = weights;
        this.init = init;
        this.chunkRows = chunkRows;
        this.width = config.width();
        this.embeddingScale = (float) Math.sqrt(width);
        this.scratch = new Scratch(config, 0);
        this.loose = new Tape(config, 0, true);
        this.head = new RavenHead(kernels, linear, weights.head(), config.vocab(), width, 0);
    }

    /** Sequences {@code first} to {@code first + count} of the batch: their gradient, if any recurrence has one, and sums. */
    void run(Task task, int first, int count) {
        boolean training = task.withGradient() > 0;
        if (training && gradient.length != task.w().length) {
            gradient = new float[task.w().length];
        }
        Arrays.fill(gradient, 0f);
        stateNorms = zeros(stateNorms, task.recurrences());
        losses = zeros(losses, task.readouts().size());
        cosines = zeros(cosines, task.readouts().size());
        pairs = 0;
        int step = Math.min(count, Math.max(1, chunkRows / task.length()));
        prepare(step * task.length(), task.withGradient());
        for (int from = first; from < first + count; from += step) {
            select(task.batch(), from, Math.min(step, first + count - from));
            if (training) {
                train(task, from * task.length());
            } else {
                evaluate(task, from * task.length());
            }
        }
    }

    private static double[] zeros(double[] array, int count) {
        if (array.length != count) {
            return new double[count];
        }
        Arrays.fill(array, 0.0);
        return array;
    }

    private void train(Task task, int firstRow) {
        float[] w = task.w();
        int last = task.withGradient();
        embed(task, firstRow, prelude);
        initState(task, firstRow);
        for (int t = 0; t < task.withoutGradient(); t++) {
            coreStep(w, states.getFirst(), states.getFirst(), List.of());
            stateNorms[t] += norms(states.getFirst());
        }
        for (int t = 0; t < last; t++) {
            coreStep(w, states.get(t), states.get(t + 1), core.get(t));
            stateNorms[task.withoutGradient() + t] += norms(states.get(t + 1));
        }
        decode(w, states.get(last), coda);
        cosines[0] += neighbours(states.get(last), task.length());
        losses[0] += head.loss(
                normed,
                firstRow,
                rows.count(),
                w,
                gradient,
                task,
                task.readouts().getFirst());
        decodeBackward(w, states.get(last));
        Arrays.fill(dInput, 0, rows.count() * width, 0f);
        for (int t = last - 1; t >= 0; t--) {
            coreStepBackward(w, states.get(t), core.get(t));
        }
        embedBackward(task, firstRow);
    }

    private void evaluate(Task task, int firstRow) {
        float[] state = states.getFirst();
        embed(task, firstRow, List.of());
        initState(task, firstRow);
        int t = 0;
        for (int i = 0; i < task.readouts().size(); i++) {
            Task.Readout readout = task.readouts().get(i);
            for (; t < readout.recurrence(); t++) {
                coreStep(task.w(), state, state, List.of());
                stateNorms[t] += norms(state);
            }
            decode(task.w(), state, List.of());
            cosines[i] += neighbours(state, task.length());
            losses[i] += head.loss(normed, firstRow, rows.count(), task.w(), NO_GRADIENT, task, readout);
        }
    }

    /** input = prelude(wte[token] · sqrt(C)). */
    private void embed(Task task, int firstRow, List<Tape> tapes) {
        float[] x = weights.prelude().isEmpty() ? input : tape(tapes, 0).x;
        int[] tokens = task.batch().tokens();
        for (int m = 0; m < rows.count(); m++) {
            int from = weights.embedding() + tokens[firstRow + m] * width;
            for (int i = 0; i < width; i++) {
                x[m * width + i] = task.w()[from + i] * embeddingScale;
            }
        }
        forward(weights.prelude(), task.w(), input, tapes);
    }

    private void embedBackward(Task task, int firstRow) {
        backward(weights.prelude(), task.w(), dInput, prelude);
        int[] tokens = task.batch().tokens();
        for (int m = 0; m < rows.count(); m++) {
            int to = weights.embedding() + tokens[firstRow + m] * width;
            for (int i = 0; i < width; i++) {
                gradient[to + i] += dInput[m * width + i] * embeddingScale;
            }
        }
    }

    /** Noise keyed by the row of the batch, so that chunks do not show. */
    private void initState(Task task, int firstRow) {
        float[] state = states.getFirst();
        switch (init) {
            case ZERO -> Arrays.fill(state, 0, rows.count() * width, 0f);
            case NOISE -> {
                float std = (float) Math.sqrt(2.0 / (5.0 * width)) * embeddingScale;
                for (int m = 0; m < rows.count(); m++) {
                    CounterRandom.fillTruncatedNormal(task.noiseSeed(), firstRow + m, std, state, m * width, width);
                }
            }
        }
    }

    /** {@code to} = core blocks(adapter · concat(from, input)); {@code to} may be {@code from}. */
    private void coreStep(float[] w, float[] from, float[] to, List<Tape> tapes) {
        concat(from);
        linear.forward(tape(tapes, 0).x, both, rows.count(), w, weights.adapter(), width, 2 * width);
        forward(weights.core(), w, to, tapes);
    }

    /** {@code dState} goes one recurrence back, {@code dInput} collects. */
    private void coreStepBackward(float[] w, float[] from, List<Tape> tapes) {
        backward(weights.core(), w, dState, tapes);
        concat(from);
        linear.backwardWeight(gradient, weights.adapter(), dState, both, rows.count(), width, 2 * width);
        linear.backwardInput(both, false, dState, rows.count(), w, weights.adapter(), width, 2 * width);
        for (int m = 0; m < rows.count(); m++) {
            System.arraycopy(both, m * 2 * width, dState, m * width, width);
            for (int i = 0; i < width; i++) {
                dInput[m * width + i] += both[(2 * m + 1) * width + i];
            }
        }
    }

    private void concat(float[] state) {
        for (int m = 0; m < rows.count(); m++) {
            System.arraycopy(state, m * width, both, m * 2 * width, width);
            System.arraycopy(input, m * width, both, m * 2 * width + width, width);
        }
    }

    /** normed = rms(coda(rms(state))), both norms with the gain ln_f. */
    private void decode(float[] w, float[] state, List<Tape> tapes) {
        int m = rows.count();
        float[] x = weights.coda().isEmpty() ? decoded : tape(tapes, 0).x;
        kernels.rmsNorm(x, inverseState, state, w, weights.finalNorm(), m, width, config.normEps());
        forward(weights.coda(), w, decoded, tapes);
        kernels.rmsNorm(normed, inverseDecoded, decoded, w, weights.finalNorm(), m, width, config.normEps());
    }

    /** {@code dState} from the gradient of {@code normed}, which is in its place. */
    private void decodeBackward(float[] w, float[] state) {
        int m = rows.count();
        int gain = weights.finalNorm();
        kernels.rmsNormBackward(normed, false, gradient, normed, decoded, inverseDecoded, w, gain, m, width);
        backward(weights.coda(), w, normed, coda);
        kernels.rmsNormBackward(dState, false, gradient, normed, state, inverseState, w, gain, m, width);
    }

    /** Blocks in order, from the first one's tape to {@code out}. Without tapes all share the loose one. */
    private void forward(List<RavenBlock> blocks, float[] w, float[] out, List<Tape> tapes) {
        for (int b = 0; b < blocks.size(); b++) {
            float[] to = b + 1 < blocks.size() ? tape(tapes, b + 1).x : out;
            blocks.get(b).forward(to, tape(tapes, b), w, rows, scratch);
        }
    }

    private void backward(List<RavenBlock> blocks, float[] w, float[] d, List<Tape> tapes) {
        for (int b = blocks.size() - 1; b >= 0; b--) {
            blocks.get(b).backward(d, tapes.get(b), w, gradient, rows, scratch);
        }
    }

    private Tape tape(List<Tape> tapes, int block) {
        return tapes.isEmpty() ? loose : tapes.get(block);
    }

    /** The sum over rows of the state's root mean square. */
    private double norms(float[] state) {
        double sum = 0;
        for (int m = 0; m < rows.count(); m++) {
            sum += Math.sqrt(dot(state, m * width, m * width) / width);
        }
        return sum;
    }

    /** The sum of cosines between the states of neighbouring positions of a sequence. */
    private double neighbours(float[] state, int length) {
        double sum = 0;
        for (int m = 1; m < rows.count(); m++) {
            if (m % length != 0) {
                int a = (m - 1) * width;
                int b = m * width;
                double norms = Math.sqrt(dot(state, a, a) * dot(state, b, b));
                sum += norms > 0 ? dot(state, a, b) / norms : 0;
            }
        }
        return sum;
    }

    /** Of rows that begin at {@code a} and {@code b}; four sums, which the processor can keep in flight. */
    private double dot(float[] x, int a, int b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= width; i += 4) {
            s0 += (double) x[a + i] * x[b + i];
            s1 += (double) x[a + i + 1] * x[b + i + 1];
            s2 += (double) x[a + i + 2] * x[b + i + 2];
            s3 += (double) x[a + i + 3] * x[b + i + 3];
        }
        for (; i < width; i++) {
            s0 += (double) x[a + i] * x[b + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private void select(Batch batch, int first, int count) {
        rows.sequences = count;
        rows.setLength(batch.length(), config.headWidth(), config.ropeBase());
        int firstRow = first * batch.length();
        for (int m = 0; m < rows.count(); m++) {
            rows.documentStart[m] = batch.documentStart()[firstRow + m] - firstRow;
        }
        pairs += (long) count * (batch.length() - 1);
    }

    /** Room for {@code count} rows and a tape of {@code recurrences}; nothing is allocated where there is enough. */
    private void prepare(int count, int recurrences) {
        if (count > capacity) {
            allocate(count);
        }
        while (recurrences > 0 && prelude.size() < weights.prelude().size()) {
            prelude.add(new Tape(config, capacity, config.convolutionTaps() == 0));
        }
        while (recurrences > 0 && coda.size() < weights.coda().size()) {
            coda.add(new Tape(config, capacity, true));
        }
        while (core.size() < recurrences) {
            List<Tape> tapes = new ArrayList<>();
            for (int b = 0; b < weights.core().size(); b++) {
                tapes.add(new Tape(config, capacity, true));
            }
            core.add(tapes);
        }
        while (states.size() < recurrences + 1) {
            states.add(new float[capacity * width]);
        }
    }

    private void allocate(int count) {
        capacity = count;
        prelude.clear();
        coda.clear();
        core.clear();
        states.clear();
        scratch = new Scratch(config, count);
        loose = new Tape(config, count, true);
        head = new RavenHead(kernels, linear, weights.head(), config.vocab(), width, count);
        rows.documentStart = new int[count];
        input = new float[count * width];
        both = new float[count * 2 * width];
        normed = new float[count * width];
        decoded = new float[count * width];
        inverseState = new float[count];
        inverseDecoded = new float[count];
        dState = new float[count * width];
        dInput = new float[count * width];
    }
}
