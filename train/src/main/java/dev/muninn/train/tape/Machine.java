package dev.muninn.train.tape;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import java.util.ArrayList;
import java.util.List;

/** What the steps of a replica compute with: kernels, weights, rows, and memory that all programs share. One thread's. */
final class Machine {
    final TrainingKernels kernels;
    final LinearKernels linear;
    final Rows rows;

    /** All parameters. */
    float[] w = {};

    /** The gradient of the trainable ones, which come first in {@link #w}. */
    float[] dw = {};

    private final List<float[]> pool = new ArrayList<>();

    Machine(TrainingKernels kernels, LinearKernels linear, Rows rows) {
        this.kernels = kernels;
        this.linear = linear;
        this.rows = rows;
    }

    int count() {
        return rows.count();
    }

    /** Shared array number {@code index}, of at least {@code size}; what it held is lost when it grows. */
    float[] shared(int index, int size) {
        while (pool.size() <= index) {
            pool.add(new float[0]);
        }
        if (pool.get(index).length < size) {
            pool.set(index, new float[size]);
        }
        return pool.get(index);
    }
}
