package dev.muninn.train.optimizer;

/** Exponential moving average of the weights. */
public final class MovingAverage {
    private static final int CHUNK = 1 << 15;

    private final float[] average;
    private final double decay;
    private final Workers workers;

    /** Starts at {@code values}, of which there may be more when it is added to: frozen ones. */
    public MovingAverage(float[] values, double decay, Workers workers) {
        this.average = values.clone();
        this.decay = decay;
        this.workers = workers;
    }

    /** Takes the weights after step {@code step} in, 1 for the first; early steps count more, so that it forgets where it began. */
    public void add(float[] values, long step) {
        float share = (float) (1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
        int chunks = (average.length + CHUNK - 1) / CHUNK;
        workers.run(chunks, (worker, piece) -> {
            int to = Math.min(average.length, (piece + 1) * CHUNK);
            for (int i = piece * CHUNK; i < to; i++) {
                average[i] += share * (values[i] - average[i]);
            }
        });
    }

    /** The average itself, so that a checkpoint can be read into it. */
    public float[] values() {
        return average;
    }
}
