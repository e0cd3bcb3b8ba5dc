package dev.muninn.kernels.vector.training;

/** What one thread needs beside its arguments; grows to the largest call and stays. */
final class TrainingScratch {
    private final RowSums sums = new RowSums();
    private final Rotation rotation = new Rotation();
    private final Attention attention = new Attention();
    private float[] row = {};

    RowSums sums() {
        return sums;
    }

    Rotation rotation() {
        return rotation;
    }

    Attention attention() {
        return attention;
    }

    /** At least {@code width} floats. */
    float[] row(int width) {
        if (row.length < width) {
            row = new float[width];
        }
        return row;
    }
}
