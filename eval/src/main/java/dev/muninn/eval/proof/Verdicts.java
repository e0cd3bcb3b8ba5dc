package dev.muninn.eval.proof;

import dev.muninn.eval.proof.report.Target.Verdict;
import dev.muninn.eval.proof.stats.Share;

/** Verdicts on aims that something is not lost: a model that gets little right has nothing to lose. */
final class Verdicts {
    private static final double ENOUGH = 0.5;

    private Verdicts() {}

    static Verdict of(boolean met, Share right) {
        if (right.of() == 0 || right.value() < ENOUGH) {
            return Verdict.SAYS_NOTHING;
        }
        return met ? Verdict.MET : Verdict.MISSED;
    }
}
