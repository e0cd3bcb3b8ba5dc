package dev.muninn.eval.proof;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.TaskText;
import dev.muninn.generate.DepthScan.Sequence;
import dev.muninn.generate.DepthScan.Visitor;
import dev.muninn.model.StateInit;
import dev.muninn.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Every state of every position of one problem, its right answer included.
 *
 * @param tokens as text
 * @param mostLikely the token after each position at the last recurrence
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StateRun(Example problem, List<String> tokens, List<Trajectory> trajectories, int[] mostLikely) {
    static StateRun of(Subject subject, Example problem, int recurrences, long seed) {
        String text = TaskText.opening(problem, Form.DIRECT) + " " + problem.answer();
        int[] tokens = subject.codec().opening(text);
        float[][][] states = new float[tokens.length][recurrences + 1][];
        int[] mostLikely = new int[tokens.length];
        subject.scan()
                .run(List.of(new Sequence(tokens, 0, seed)), new int[] {recurrences}, StateInit.NOISE, new Visitor() {
                    @Override
                    public void readout(int sequence, int position, int r, float[] logits) {
                        mostLikely[position] = AnswerScan.mostLikely(logits);
                    }

                    @Override
                    public void state(int sequence, int position, int r, float[] state) {
                        states[position][r] = state.clone();
                    }
                });
        List<String> texts = new ArrayList<>();
        List<Trajectory> trajectories = new ArrayList<>();
        for (int p = 0; p < tokens.length; p++) {
            texts.add(subject.codec().text(tokens[p]));
            trajectories.add(new Trajectory(states[p]));
        }
        return new StateRun(problem, texts, trajectories, mostLikely);
    }

    /** The last state of a position. */
    float[] last(int position) {
        Trajectory trajectory = trajectories.get(position);
        return trajectory.states()[trajectory.recurrences()];
    }
}
