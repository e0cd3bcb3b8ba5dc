package dev.muninn.exit;

import dev.muninn.exit.ExitCriterion.LatentStates;

/** A copy of the states of an earlier recurrence. */
final class StateHistory {
    private float[][] rows = new float[0][];

    void copy(LatentStates states) {
        if (rows.length < states.rows()) {
            rows = new float[states.rows()][];
        }
        for (int i = 0; i < states.rows(); i++) {
            float[] from = states.row(i);
            if (rows[i] == null) {
                rows[i] = new float[from.length];
            }
            System.arraycopy(from, 0, rows[i], 0, from.length);
        }
    }

    float[] row(int i) {
        return rows[i];
    }
}
