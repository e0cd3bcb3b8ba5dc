package dev.muninn.cli.doctor;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** One thing that was looked at. */
interface Section {
    /** For people. */
    List<String> lines();

    /** For programs, under a key of its own. */
    void write(ObjectNode json);

    /** What is wrong with it. */
    default List<Problem> problems() {
        return List.of();
    }
}
