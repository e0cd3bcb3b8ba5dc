package dev.muninn.train.parameters;

import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;

/** Which parameters of a model are trained. */
public enum TrainedParameters {
    ALL,
    /** Low-rank adapters and what brings the input into the loop; the base stays as it is. */
    ADAPTERS;

    public boolean trains(Param param) {
        return this == ALL || param.adapter() || param.part() == Part.ADAPTER;
    }
}
