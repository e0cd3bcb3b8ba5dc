package dev.muninn.trajectory;

import java.util.Arrays;

/**
 * The two directions in which some points vary most, by power iteration on the products of the points with one another: there are
 * mostly fewer points than dimensions.
 *
 * @param points (N, 2): coordinates in the plane, the mean being the origin
 * @param explained share of the variance along each direction
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PrincipalPlane(double[][] points, double[] explained) {
    private static final int ITERATIONS = 300;
    private static final double ENOUGH = 1e-12;
    /** Variance below this share of all is rounding. */
    private static final double NOTHING = 1e-14;

    /** Of the rows of {@code data} (N, C). */
    public static PrincipalPlane of(float[][] data) {
        double[][] products = products(centred(data));
        double total = 0;
        for (int n = 0; n < data.length; n++) {
            total += products[n][n];
        }
        double[][] points = new double[data.length][2];
        double[] explained = new double[2];
        for (int axis = 0; axis < 2; axis++) {
            double[] along = leading(products, axis);
            double variance = Math.max(0, dot(along, multiply(products, along)));
            if (variance <= NOTHING * total) {
                break;
            }
            for (int n = 0; n < data.length; n++) {
                points[n][axis] = Math.sqrt(variance) * along[n];
                for (int m = 0; m < data.length; m++) {
                    products[n][m] -= variance * along[n] * along[m];
                }
            }
            explained[axis] = variance / total;
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

    /** XXᵀ. */
    private static double[][] products(double[][] rows) {
        double[][] products = new double[rows.length][rows.length];
        for (int n = 0; n < rows.length; n++) {
            for (int m = 0; m <= n; m++) {
                products[n][m] = dot(rows[n], rows[m]);
                products[m][n] = products[n][m];
            }
        }
        return products;
    }

    /** v = Gv / ‖Gv‖ until it stays; zero where nothing varies. */
    private static double[] leading(double[][] matrix, int axis) {
        double[] v = new double[matrix.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.cos(1 + i * (axis + 1.7)); // any start that is orthogonal to nothing in particular
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = multiply(matrix, v);
            double length = Math.sqrt(dot(next, next));
            if (length < 1e-30) {
                return new double[v.length];
            }
            double moved = 0;
            for (int i = 0; i < v.length; i++) {
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

    private static double[] multiply(double[][] matrix, double[] v) {
        double[] product = new double[v.length];
        for (int n = 0; n < v.length; n++) {
            product[n] = dot(matrix[n], v);
        }
        return product;
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
