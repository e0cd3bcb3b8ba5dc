package dev.muninn.train.batch;

import static dev.muninn.error.MuninnException.require;

import java.util.List;

/**
 * B sequences of T tokens, M = B·T rows one after the other. A sequence holds one or more documents; none sees another.
 *
 * @param tokens (M)
 * @param targets (M) the next token of the same document; any where the weight is 0
 * @param weights (M) how much a target's loss counts, 0 where there is none; the loss is their weighted mean
 * @param documentStart (M) the first row of the row's document
 * @param earlierTargets (M) each: the targets after the first recurrence, the second, ... where the data says what a state should know by
 *     then; {@code targets} after all later ones
 * @param teacherWeights (M) how much a row's divergence from a teacher counts beside the loss; empty for no row
 */
@SuppressWarnings("ArrayRecordComponent") // a value handed over, never compared
public record Batch(
        int sequences,
        int length,
        int[] tokens,
        int[] targets,
        float[] weights,
        int[] documentStart,
        List<int[]> earlierTargets,
        float[] teacherWeights) {
    public Batch {
        int rows = sequences * length;
        require(
                tokens.length == rows
                        && targets.length == rows
                        && weights.length == rows
                        && documentStart.length == rows,
                "a batch of %d sequences of %d tokens has %d tokens, %d targets, %d weights, %d document starts; wanted %d of each",
                sequences,
                length,
                tokens.length,
                targets.length,
                weights.length,
                documentStart.length,
                rows);
        require(
                teacherWeights.length == 0 || teacherWeights.length == rows,
                "a batch of %d rows has %d weights for a teacher, wanted as many or none",
                rows,
                teacherWeights.length);
        earlierTargets = List.copyOf(earlierTargets);
        for (int[] earlier : earlierTargets) {
            require(earlier.length == rows, "a batch of %d rows has %d earlier targets", rows, earlier.length);
        }
    }

    /** The same targets after every recurrence, no teacher. */
    public Batch(int sequences, int length, int[] tokens, int[] targets, float[] weights, int[] documentStart) {
        this(sequences, length, tokens, targets, weights, documentStart, List.of(), new float[0]);
    }

    /** (M) the targets after recurrence {@code recurrence}, 1 for the first. */
    public int[] targetsAfter(int recurrence) {
        return recurrence <= earlierTargets.size() ? earlierTargets.get(recurrence - 1) : targets;
    }

    /** The sum of the weights. */
    public double totalWeight() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    public Batch withTeacher(float[] newWeights) {
        return new Batch(sequences, length, tokens, targets, weights, documentStart, earlierTargets, newWeights);
    }

    public int rows() {
        return sequences * length;
    }
}
