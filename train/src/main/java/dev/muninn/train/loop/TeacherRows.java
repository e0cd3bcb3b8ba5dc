package dev.muninn.train.loop;

import dev.muninn.train.data.Packed;
import dev.muninn.train.recipe.TeacherRecipe;
import java.util.Arrays;
import java.util.List;

/** Which rows of a batch are compared with a teacher. */
final class TeacherRows {
    private TeacherRows() {}

    /** (M): the recipe's weight shared among the rows of the step that count; empty if none does. */
    static float[] weights(TeacherRecipe teacher, Packed packed, List<Packed> step) {
        long count = step.stream().mapToLong(batch -> rows(teacher, batch)).sum();
        if (rows(teacher, packed) == 0) {
            return new float[0];
        }
        float[] weights = new float[packed.batch().rows()];
        float share = (float) (teacher.weight() / count);
        for (Packed.Placed placed : packed.placed()) {
            if (counts(teacher, placed)) {
                Arrays.fill(weights, placed.firstRow(), placed.firstRow() + placed.rows(), share);
            }
        }
        return weights;
    }

    private static long rows(TeacherRecipe teacher, Packed packed) {
        return packed.placed().stream()
                .filter(placed -> counts(teacher, placed))
                .mapToLong(Packed.Placed::rows)
                .sum();
    }

    private static boolean counts(TeacherRecipe teacher, Packed.Placed placed) {
        return teacher.rows() == TeacherRecipe.Rows.ALL || !asks(placed);
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
