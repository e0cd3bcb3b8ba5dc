package dev.muninn.generate;

import dev.muninn.trajectory.Trajectory;
import java.util.List;
import java.util.Optional;

/**
 * A token that is final.
 *
 * @param recurrences spent on it
 * @param exited whether the exit criterion stopped it before its recurrences were used up
 * @param exitValue what the criterion last measured
 * @param logProbabilities of the token and the likeliest others, if the request asked for them
 * @param trace one entry a recurrence, if the request asked for a trace
 * @param path what the states did, if there is a trace of at least {@link Trajectory#FEWEST} recurrences
 */
public record TokenEvent(
        int token,
        int position,
        int recurrences,
        boolean exited,
        double exitValue,
        Optional<TokenLogProbabilities> logProbabilities,
        List<TraceStep> trace,
        Optional<Trajectory.Kind> path) {
    /**
     * One recurrence of a token's thinking.
     *
     * @param moved ‖s_t − s_{t−1}‖ / ‖s_t‖
     * @param exitValue what the exit criterion last measured; NaN if it was not asked yet
     * @param tokens the most likely tokens if it stopped here, best first
     * @param probabilities theirs
     * @param sketch the state in few numbers, see {@link dev.muninn.trajectory.StateSketch}
     */
    public record TraceStep(
            int recurrence, double moved, double exitValue, int[] tokens, double[] probabilities, float[] sketch) {}
}
