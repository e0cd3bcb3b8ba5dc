package dev.muninn.train.recipe;

import java.util.List;

/**
 * A part of the curriculum.
 *
 * @param until the step it ends before; that of the last phase is not looked at
 * @param ramp steps over which mean recurrence and mixture go from the previous phase's to this one's
 */
public record Phase(long until, int meanRecurrence, int backpropDepth, Depths depths, long ramp, List<DataPart> data) {
    public Phase {
        data = List.copyOf(data);
    }

    /** Recurrences drawn as usual. */
    public Phase(long until, int meanRecurrence, int backpropDepth, long ramp, List<DataPart> data) {
        this(until, meanRecurrence, backpropDepth, Depths.USUAL, ramp, data);
    }

    /** With the model's own numbers where a recipe leaves them (as 0) to the checkpoint that it begins from. */
    public Phase filledIn(int mean, int backprop) {
        return new Phase(
                until,
                meanRecurrence == 0 ? mean : meanRecurrence,
                backpropDepth == 0 ? backprop : backpropDepth,
                depths,
                ramp,
                data);
    }

    Phase withFixedDepth() {
        return new Phase(until, 1, 1, Depths.USUAL, ramp, data);
    }
}
