package dev.muninn.train.optimizer;

import dev.muninn.train.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The matrices of linear layers among parameters; {@link dev.muninn.architecture.Role} says which those are. */
final class Matrices {
    /** A (rows, cols) matrix in the array of all parameters. */
    record Matrix(int offset, int rows, int cols) {
        int count() {
            return rows * cols;
        }
    }

    private Matrices() {}

    /** Whether it is the weight of a linear layer: not embedding or head. */
    static boolean isMatrix(Parameter parameter) {
        return parameter.param().role().linear();
    }

    /** The matrices of {@code parameters}; those that lie under one another in one are apart: queries, keys, values; gate, up. */
    static List<Matrix> of(List<Parameter> parameters) {
        List<Matrix> all = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (isMatrix(parameter)) {
                int cols = parameter.param().shape().cols();
                int at = parameter.offset();
                for (int rows : parameter.param().shape().pieces()) {
                    all.add(new Matrix(at, rows, cols));
                    at += rows * cols;
                }
            }
        }
        return all;
    }
}
