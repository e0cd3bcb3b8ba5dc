package dev.muninn.eval.proof;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.TaskText;
import dev.muninn.generate.DepthScan.Sequence;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether direct answers are right at several depths, out of one run: an answer is right when every one of its tokens, and a line feed or
 * the end of the turn after them, is the most likely one after the right ones before it. That is what a greedy generation at that depth
 * writes, as {@link dev.muninn.generate.DepthScan} promises; the same answer in other tokens counts as wrong.
 */
final class AnswerScan {
    private static final int ROWS_AT_ONCE = 512;

    private AnswerScan() {}

    /**
     * What was right.
     *
     * @param right (depth, problem)
     * @param tooLong problems that do not fit the model's context, which count as wrong
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Scanned(int[] depths, boolean[][] right, int tooLong) {
        boolean[] at(int depth) {
            int index = Arrays.binarySearch(depths, depth);
            if (index < 0) {
                throw new IllegalArgumentException("no readout at " + depth + " but " + Arrays.toString(depths));
            }
            return right[index];
        }

        int problems() {
            return right[0].length;
        }
    }

    private record Asked(Sequence sequence, int[] answer) {}

    /** Asks {@code problems}, or the first of them if the user wants an end. */
    static Scanned scan(Subject subject, List<Example> problems, int[] depths, Context context) {
        boolean[][] right = new boolean[depths.length][problems.size()];
        int tooLong = 0;
        int next = 0;
        while (next < problems.size() && !context.stopped()) {
            List<Asked> asked = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            int rows = 0;
            int first = next;
            while (next < problems.size() && rows < ROWS_AT_ONCE) {
                Asked one = asked(subject, problems.get(next), context.plan().seed() + next);
                if (one.sequence().tokens().length > subject.model().config().context()) {
                    tooLong++;
                } else {
                    asked.add(one);
                    numbers.add(next);
                    rows += one.sequence().tokens().length;
                }
                next++;
            }
            ask(subject, asked, numbers, depths, right);
            context.did((long) (next - first) * depths[depths.length - 1]);
        }
        int done = next;
        boolean[][] seen =
                Arrays.stream(right).map(row -> Arrays.copyOf(row, done)).toArray(boolean[][]::new);
        return new Scanned(depths, seen, tooLong);
    }

    private static void ask(
            Subject subject, List<Asked> asked, List<Integer> numbers, int[] depths, boolean[][] right) {
        if (asked.isEmpty()) {
            return;
        }
        for (boolean[] row : right) {
            numbers.forEach(number -> row[number] = true);
        }
        subject.scan()
                .run(
                        asked.stream().map(Asked::sequence).toList(),
                        depths,
                        StateInit.NOISE,
                        (sequence, position, recurrences, logits) -> {
                            Asked one = asked.get(sequence);
                            int place = position - one.sequence().firstReadout();
                            int found = mostLikely(logits);
                            boolean ended = place == one.answer().length - 1
                                    && subject.stopTokens().contains(found);
                            if (found != one.answer()[place] && !ended) {
                                right[Arrays.binarySearch(depths, recurrences)][numbers.get(sequence)] = false;
                            }
                        });
    }

    /** The prompt and the answer but for its last token, which nothing follows. */
    private static Asked asked(Subject subject, Example problem, long seed) {
        int[] prompt = subject.codec().opening(TaskText.opening(problem, Form.DIRECT));
        int[] answer = subject.codec().continuation(" " + problem.answer() + "\n");
        int[] tokens = Arrays.copyOf(prompt, prompt.length + answer.length - 1);
        System.arraycopy(answer, 0, tokens, prompt.length, answer.length - 1);
        return new Asked(new Sequence(tokens, prompt.length - 1, seed), answer);
    }

    /** The first of the greatest, as greedy sampling takes it. */
    static int mostLikely(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            if (logits[v] > logits[best]) {
                best = v;
            }
        }
        return best;
    }
}
