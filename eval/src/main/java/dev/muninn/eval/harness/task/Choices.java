package dev.muninn.eval.harness.task;

import java.util.List;

/** Where the answers to choose from come from: {@code doc_to_choice}. */
public sealed interface Choices {
    /** A column, or a template that spells a list. */
    record Template(String template) implements Choices {}

    /** The same for every question. */
    record Fixed(List<String> choices) implements Choices {}
}
