package dev.muninn.eval.proof;

import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.stats.Numbers;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the first noise is forgotten.
 *
 * @param betweenSeeds median distance of a position's last states from two noises, as a share of a state's length
 * @param betweenTokens median distance of the last states of two positions from one noise
 * @param ratio the first by the second
 * @param same positions whose most likely next token is the same from both
 */
record PathIndependence(double betweenSeeds, double betweenTokens, double ratio, int same, int of) {
    Block paragraph() {
        return new Block.Paragraph("Path independence: from another first noise a position ends "
                + Wording.number(betweenSeeds, 3) + " of a state's length away (median), two positions of one text end "
                + Wording.number(betweenTokens, 3) + " apart: a ratio of " + Wording.number(ratio, 3)
                + ". The most likely next token is the same from both noises at "
                + new Share(same, of).text() + " % of positions.");
    }

    /** Collects problems, each run from two noises. */
    static final class Counter {
        private final List<Double> seeds = new ArrayList<>();
        private final List<Double> tokens = new ArrayList<>();
        private int same;
        private int of;

        /** Every position is compared with itself from the other noise, and with the one half a text away. */
        void add(StateRun one, StateRun other) {
            int count = one.tokens().size();
            for (int p = 0; p < count; p++) {
                double length = Trajectory.length(one.last(p));
                seeds.add(Trajectory.distance(one.last(p), other.last(p)) / length);
                tokens.add(Trajectory.distance(one.last(p), one.last((p + count / 2) % count)) / length);
                same += one.mostLikely()[p] == other.mostLikely()[p] ? 1 : 0;
                of++;
            }
        }

        PathIndependence result() {
            double betweenSeeds = median(seeds);
            double betweenTokens = median(tokens);
            return new PathIndependence(betweenSeeds, betweenTokens, betweenSeeds / betweenTokens, same, of);
        }

        private static double median(List<Double> values) {
            return Numbers.median(
                    values.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
