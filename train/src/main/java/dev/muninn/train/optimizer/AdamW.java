package dev.muninn.train.optimizer;

import dev.muninn.train.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), of the parameters it is given. */
public final class AdamW implements Optimizer {
    /** Elements that are updated in one go. */
    private static final int CHUNK = 1 << 15;

    /**
     * Neighbouring parameters.
     *
     * @param decay whether weights decay; {@code stateAt} is where their moments start
     */
    private record Chunk(int offset, int count, int stateAt, boolean decay) {}

    /**
     * What it is told.
     *
     * @param weightDecay of the matrices of blocks and adapter, times the learning rate
     */
    public record Settings(double rate, double beta1, double beta2, double epsilon, double weightDecay) {}

    private final Settings settings;
    private final Workers workers;
    private final List<Chunk> chunks = new ArrayList<>();
    private final float[] first;
    private final float[] second;

    public AdamW(List<Parameter> parameters, Settings settings, Workers workers) {
        this.settings = settings;
        this.workers = workers;
        int stateAt = 0;
        for (Parameter parameter : parameters) {
            for (int at = 0; at < parameter.count(); at += CHUNK) {
                int count = Math.min(CHUNK, parameter.count() - at);
                chunks.add(new Chunk(parameter.offset() + at, count, stateAt, Matrices.isMatrix(parameter)));
                stateAt += count;
            }
        }
        this.first = new float[stateAt];
        this.second = new float[stateAt];
    }

    @Override
    public void step(float[] values, float[] gradient, float factor, long step, double rateFactor) {
        double rate = settings.rate * rateFactor;
        float unbias = (float) (rate / (1 - StrictMath.pow(settings.beta1, (double) step)));
        float unbiasSecond = (float) (1 / (1 - StrictMath.pow(settings.beta2, (double) step)));
        float decay = (float) (rate * settings.weightDecay);
        workers.run(chunks.size(), (worker, piece) -> {
            Chunk chunk = chunks.get(piece);
            update(chunk, values, gradient, factor, unbias, unbiasSecond, chunk.decay ? decay : 0f);
        });
    }

    private void update(
            Chunk chunk, float[] values, float[] gradient, float factor, float rate, float unbiasSecond, float decay) {
        float keep1 = (float) (1 - settings.beta1);
        float keep2 = (float) (1 - settings.beta2);
        float epsilon = (float) settings.epsilon;
        int at = chunk.offset;
        int stateAt = chunk.stateAt;
        for (int i = 0; i < chunk.count; i++) {
            float g = gradient[at + i] * factor;
            float m = first[stateAt + i];
            float v = second[stateAt + i];
            m += keep1 * (g - m);
            v += keep2 * (g * g - v);
            first[stateAt + i] = m;
            second[stateAt + i] = v;
            float value = values[at + i];
            float root = (float) Math.sqrt(v * unbiasSecond);
            values[at + i] = value - decay * value - rate * m / (root + epsilon);
        }
    }

    @Override
    public Map<String, float[]> state() {
        return Map.of("adamw.first", first, "adamw.second", second);
    }
}
