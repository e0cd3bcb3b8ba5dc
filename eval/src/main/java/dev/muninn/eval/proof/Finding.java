package dev.muninn.eval.proof;

import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Target;
import java.util.List;

/** What a section found, and what that says of its targets. */
record Finding(Chapter chapter, List<Target> targets) {
    Finding {
        targets = List.copyOf(targets);
    }
}
