package dev.muninn.train.optimizer;

import dev.muninn.train.parameters.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Which parameters are matrices of linear layers, and of how many each is made. */
final class Matrices {
    /** A (rows, cols) matrix in the array of all parameters. */
    record Matrix(int offset, int rows, int cols) {
        int count() {
            return rows * cols;
        }
    }

    private Matrices() {}

    /** Whether it is the weight of a linear layer: in blocks and adapter, not embedding or head. */
    static boolean isMatrix(Parameter parameter) {
        return pieces(parameter.name()) > 0;
    }

    /** The matrices of {@code parameters}; those that were stored as one are apart: queries, keys, values; gate, up. */
    static List<Matrix> of(List<Parameter> parameters) {
        List<Matrix> all = new ArrayList<>();
        for (Parameter parameter : parameters) {
            int pieces = pieces(parameter.name());
            for (int i = 0; i < pieces; i++) {
                int rows = parameter.shape()[0] / pieces;
                int cols = parameter.shape()[1];
                all.add(new Matrix(parameter.offset() + i * rows * cols, rows, cols));
            }
        }
        return all;
    }

    private static int pieces(String name) {
        if (name.endsWith(".attn.Wqkv.weight")) {
            return 3;
        }
        if (name.endsWith(".mlp.fc.weight")) {
            return 2;
        }
        return name.endsWith(".proj.weight") || name.endsWith(".adapter.weight") ? 1 : 0;
    }
}
