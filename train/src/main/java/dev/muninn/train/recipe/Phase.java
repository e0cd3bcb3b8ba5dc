package dev.muninn.train.recipe;

import java.util.List;

/**
 * A part of the curriculum.
 *
 * @param until the step it ends before; that of the last phase is not looked at
 * @param ramp steps over which mean recurrence and mixture go from the previous phase's to this one's
 */
public record Phase(long until, int meanRecurrence, int backpropDepth, long ramp, List<DataPart> data) {
    public Phase {
        data = List.copyOf(data);
    }

    Phase withFixedDepth() {
        return new Phase(until, 1, 1, ramp, data);
    }
}
