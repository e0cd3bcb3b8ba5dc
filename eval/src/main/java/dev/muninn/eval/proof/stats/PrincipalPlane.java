package dev.muninn.eval.proof.stats;

import java.util.Arrays;

/**
 * The two directions in which some points vary most, by power iteration on their covariance, which is never formed.
 *
 * @param points (N, 2): coordinates in the plane, the mean being the origin
 * @param explained share of the variance along each direction
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PrincipalPlane(double[][] points, double[] explained) {
    private static final int ITERATIONS = 300;
    private static final double ENOUGH = 1e-12;

    /** Of the rows of {@code data} (N, C). */
    public static PrincipalPlane of(float[][] data) {
        double[][] centred = centred(data);
        double total = 0;
        for (double[] row : centred) {
            total += dot(row, row);
        }
        double[][] points = new double[data.length][2];
        double[] explained = new double[2];
        for (int axis = 0; axis < 2; axis++) {
            double[] direction = leading(centred, axis);
            double variance = 0;
            for (int n = 0; n < centred.length; n++) {
                double along = dot(centred[n], direction);
                points[n][axis] = along;
                variance += along * along;
                for (int i = 0; i < direction.length; i++) {
                    centred[n][i] -= along * direction[i];
                }
            }
            explained[axis] = total == 0 ? 0 : variance / total;
        }
        return new PrincipalPlane(points, explained);
    }

    private static double[][] centred(float[][] data) {
        int width = data[0].length;
        double[] mean = new double[width];
        for (float[] row : data) {
            for (int i = 0; i < width; i++) {
                mean[i] += row[i] / (double) data.length;
            }
        }
        double[][] centred = new double[data.length][width];
        for (int n = 0; n < data.length; n++) {
            for (int i = 0; i < width; i++) {
                centred[n][i] = data[n][i] - mean[i];
            }
        }
        return centred;
    }

    /** v = XᵀXv / ‖XᵀXv‖ until it stays; zero where nothing varies. */
    private static double[] leading(double[][] rows, int axis) {
        int width = rows[0].length;
        double[] v = new double[width];
        for (int i = 0; i < width; i++) {
            v[i] = Math.cos(1 + i * (axis + 1.7)); // any start that is orthogonal to nothing in particular
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = new double[width];
            for (double[] row : rows) {
                double along = dot(row, v);
                for (int i = 0; i < width; i++) {
                    next[i] += along * row[i];
                }
            }
            double length = Math.sqrt(dot(next, next));
            if (length < 1e-30) {
                return new double[width];
            }
            double moved = 0;
            for (int i = 0; i < width; i++) {
                next[i] /= length;
                moved += (next[i] - v[i]) * (next[i] - v[i]);
            }
            v = next;
            if (moved < ENOUGH) {
                break;
            }
        }
        return v;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Override
    public String toString() {
        return points.length + " points, explained " + Arrays.toString(explained);
    }
}
