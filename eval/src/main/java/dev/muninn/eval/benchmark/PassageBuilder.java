package dev.muninn.eval.benchmark;

import dev.muninn.eval.benchmark.Passage.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * Sentences and questions become a passage: sentences are separated by spaces, a question ends its line, its answer begins with a space so
 * that its words are the tokens that they are inside a sentence.
 */
final class PassageBuilder {
    private final List<Turn> turns = new ArrayList<>();
    private final StringBuilder prompt = new StringBuilder();

    void sentence(String text) {
        if (!prompt.isEmpty() || noted()) {
            prompt.append(' ');
        }
        prompt.append(text);
    }

    private boolean noted() {
        return !turns.isEmpty() && !turns.getLast().asked();
    }

    /** A value behind the sentence before: it has to be known there. */
    void note(String value) {
        turns.add(new Turn(prompt.toString(), " " + value, false));
        prompt.setLength(0);
        prompt.append('.');
    }

    void question(String text, String answer) {
        sentence(text);
        turns.add(new Turn(prompt + "\n", " " + answer, true));
        prompt.setLength(0);
    }

    /** What was said; sentences after the last question are left out. */
    Passage build(String label, String group) {
        return new Passage(label, group, turns);
    }
}
