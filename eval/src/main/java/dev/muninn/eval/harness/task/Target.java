package dev.muninn.eval.harness.task;

import java.util.List;

/** Where the right answer comes from: {@code doc_to_target}. */
public sealed interface Target {
    /** A column, or a template. */
    record Template(String template) implements Target {}

    /** The same choice for every question. */
    record Index(int index) implements Target {}

    /** The same answers for every question. */
    record Fixed(List<String> answers) implements Target {}
}
