package dev.muninn.train.tape;

import java.util.List;

/**
 * A part of a forward pass.
 *
 * @param values how many there are
 * @param state what it reads as STATE, whether it does or not
 * @param input what it reads as INPUT
 * @param out its result
 */
record Recording(List<Node> nodes, int values, Value state, Value input, Value out) {
    Recording {
        nodes = List.copyOf(nodes);
    }
}
