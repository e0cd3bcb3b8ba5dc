package dev.muninn.trajectory;

import java.util.Arrays;

/**
 * The states of one position, from its first noise to the last recurrence, and what they do. The kinds are those that Geiping et al.
 * 2025 (arXiv:2502.05171, section 7) saw; the rule is ours, and looks at the second half of the states:
 *
 * <ul>
 *   <li>fixed point: the last quarter moves by less than 3 % of the state's length a recurrence, on average;
 *   <li>slider: from the half's beginning to its end is at least half as far as the way it went;
 *   <li>orbit: in the plane of its two principal directions it goes round the half's mean at least once;
 *   <li>wanderer: none of these.
 * </ul>
 *
 * @param states (R + 1, C)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Trajectory(float[][] states) {
    /** The engine's own default for a settled state. */
    public static final double SETTLED = 0.03;

    /** Recurrences below which the kind says little: of so few states half are no path. */
    public static final int FEWEST = 8;

    private static final double STRAIGHT = 0.5;

    /** What a state does in the end. */
    public enum Kind {
        FIXED_POINT("fixed point"),
        SLIDER("slider"),
        ORBIT("orbit"),
        WANDERER("wanderer");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As readers see it. */
        public String label() {
            return label;
        }
    }

    public int recurrences() {
        return states.length - 1;
    }

    /** ‖s_t − s_{t−1}‖ / ‖s_t‖, for t from 1. */
    public double moved(int t) {
        return distance(states[t], states[t - 1]) / length(states[t]);
    }

    /** ‖s_t − s_R‖ / ‖s_R‖. */
    public double toLast(int t) {
        float[] last = states[recurrences()];
        return distance(states[t], last) / length(last);
    }

    /** The first recurrence that moves less than 3 %; one more than there are if none does. */
    public int settledAt() {
        for (int t = 1; t <= recurrences(); t++) {
            if (moved(t) < SETTLED) {
                return t;
            }
        }
        return recurrences() + 1;
    }

    public Kind kind() {
        float[][] half = Arrays.copyOfRange(states, states.length / 2, states.length);
        double late = 0;
        int from = recurrences() - recurrences() / 4 + 1;
        for (int t = Math.min(from, recurrences()); t <= recurrences(); t++) {
            late += moved(t) / (recurrences() - Math.min(from, recurrences()) + 1);
        }
        if (late < SETTLED) {
            return Kind.FIXED_POINT;
        }
        double way = 0;
        for (int t = 1; t < half.length; t++) {
            way += distance(half[t], half[t - 1]);
        }
        if (distance(half[half.length - 1], half[0]) >= STRAIGHT * way) {
            return Kind.SLIDER;
        }
        return Math.abs(turns(PrincipalPlane.of(half).points())) >= 1 ? Kind.ORBIT : Kind.WANDERER;
    }

    /** How often points go round the origin, with a sign for the sense. */
    static double turns(double[][] points) {
        double angle = 0;
        for (int i = 1; i < points.length; i++) {
            double before = Math.atan2(points[i - 1][1], points[i - 1][0]);
            double now = Math.atan2(points[i][1], points[i][0]);
            angle += Math.IEEEremainder(now - before, 2 * Math.PI);
        }
        return angle / (2 * Math.PI);
    }

    /** ‖a − b‖. */
    public static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    /** ‖a‖. */
    public static double length(float[] a) {
        double sum = 0;
        for (float each : a) {
            sum += (double) each * each;
        }
        return Math.sqrt(sum);
    }
}
