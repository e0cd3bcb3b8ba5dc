package dev.muninn.train.loop;

import dev.muninn.train.data.Packed;
import dev.muninn.train.recipe.TeacherRecipe;
import java.util.Arrays;

/** Which rows of a batch are compared with a teacher. */
final class TeacherRows {
    private TeacherRows() {}

    /** (M): the recipe's weight shared among the rows that count; empty if none does. */
    static float[] weights(TeacherRecipe teacher, Packed packed) {
        float[] weights = new float[packed.batch().rows()];
        int count = 0;
        for (Packed.Placed placed : packed.placed()) {
            if (teacher.rows() == TeacherRecipe.Rows.ALL || !asks(placed)) {
                Arrays.fill(weights, placed.firstRow(), placed.firstRow() + placed.rows(), 1f);
                count += placed.rows();
            }
        }
        if (count == 0) {
            return new float[0];
        }
        float share = (float) (teacher.weight() / count);
        for (int m = 0; m < weights.length; m++) {
            weights[m] *= share;
        }
        return weights;
    }

    private static boolean asks(Packed.Placed placed) {
        for (boolean answer : placed.document().answer()) {
            if (answer) {
                return true;
            }
        }
        return false;
    }
}
