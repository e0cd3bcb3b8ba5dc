package dev.muninn.train.optimizer;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.train.optimizer.Matrices.Matrix;
import dev.muninn.train.parameters.Parameter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nesterov momentum, orthogonalised, for the matrices of linear layers (Muon, Jordan et al. 2024); {@link AdamW} for everything else.
 * A step of a (rows, cols) matrix is scaled by sqrt(max(1, rows / cols)).
 */
public final class Muon implements Optimizer {
    /**
     * Of the matrices; AdamW has its own.
     *
     * @param weightDecay times the learning rate
     */
    public record Settings(double rate, double momentum, double weightDecay) {}

    private final Settings settings;
    private final Workers workers;
    private final AdamW others;
    private final List<Matrix> matrices;
    private final int[] stateAt;
    private final float[] momentum;
    private final float[] update;
    private final NewtonSchulz[] iterations;

    public Muon(
            List<Parameter> parameters,
            Settings settings,
            AdamW.Settings others,
            LinearKernels linear,
            Workers workers) {
        this.settings = settings;
        this.workers = workers;
        this.others = new AdamW(
                parameters.stream()
                        .filter(parameter -> !Matrices.isMatrix(parameter))
                        .toList(),
                others,
                workers);
        // large ones first, so that no thread is left with one at the end
        this.matrices = Matrices.of(parameters).stream()
                .sorted(Comparator.comparingInt(Matrix::count).reversed())
                .toList();
        this.stateAt = new int[matrices.size()];
        int count = 0;
        int most = 0;
        int side = 0;
        for (int i = 0; i < stateAt.length; i++) {
            Matrix matrix = matrices.get(i);
            stateAt[i] = count;
            count += matrix.count();
            most = Math.max(most, matrix.count());
            side = Math.max(side, Math.min(matrix.rows(), matrix.cols()));
        }
        this.momentum = new float[count];
        this.update = new float[count];
        this.iterations = new NewtonSchulz[workers.count()];
        for (int i = 0; i < iterations.length; i++) {
            iterations[i] = new NewtonSchulz(linear, most, side);
        }
    }

    @Override
    public void step(float[] values, float[] gradient, float factor, long step, double rateFactor) {
        workers.run(
                matrices.size(),
                (worker, piece) -> update(iterations[worker], piece, values, gradient, factor, rateFactor));
        others.step(values, gradient, factor, step, rateFactor);
    }

    private void update(
            NewtonSchulz iteration, int piece, float[] values, float[] gradient, float factor, double rateFactor) {
        Matrix matrix = matrices.get(piece);
        int from = stateAt[piece];
        int at = matrix.offset();
        float mu = (float) settings.momentum;
        for (int i = 0; i < matrix.count(); i++) {
            float g = gradient[at + i] * factor;
            float kept = mu * momentum[from + i] + g;
            momentum[from + i] = kept;
            update[from + i] = g + mu * kept;
        }
        iteration.apply(update, from, matrix);
        double rate = settings.rate * rateFactor;
        float scale = (float) (rate * Math.sqrt(Math.max(1, (double) matrix.rows() / matrix.cols())));
        float decay = (float) (rate * settings.weightDecay);
        for (int i = 0; i < matrix.count(); i++) {
            values[at + i] -= decay * values[at + i] + scale * update[from + i];
        }
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new TreeMap<>(others.state());
        state.put("muon.momentum", momentum);
        return state;
    }
}
