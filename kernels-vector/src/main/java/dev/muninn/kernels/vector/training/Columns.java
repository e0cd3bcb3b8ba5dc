package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;
import static dev.muninn.kernels.vector.training.Tile.PANEL;

import jdk.incubator.vector.FloatVector;

/** Writes the lines of {@link Tile#PANEL} floats that {@link ColumnTile} reads. */
final class Columns {
    private Columns() {}

    /** {@code to[at + l · PANEL ..]} is {@code x[from + l · stride .. + columns)}, then zeros. */
    static void gather(float[] to, int at, float[] x, int from, int stride, int lines, int columns) {
        int whole = columns - columns % WIDTH;
        for (int l = 0; l < lines; l++) {
            int line = at + l * PANEL;
            int source = from + l * stride;
            for (int i = 0; i < whole; i += WIDTH) {
                FloatVector.fromArray(FLOATS, x, source + i).intoArray(to, line + i);
            }
            for (int i = whole; i < PANEL; i++) {
                to[line + i] = i < columns ? x[source + i] : 0f;
            }
        }
    }
}
