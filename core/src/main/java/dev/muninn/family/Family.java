package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A model family: its config keys and its tensors' names, in both directions. The arithmetic follows from the facts. */
public interface Family {
    /** Unique; {@link Architecture#family}. */
    String name();

    /** The config's {@code model_type}; several families may share one. */
    default String modelType() {
        return name();
    }

    /**
     * Whether a checkpoint of this {@link #modelType} belongs to this family.
     *
     * @param stored names of the stored tensors; empty where the weights are not there
     */
    default boolean recognizes(JsonFields config, Set<String> stored) {
        return true;
    }

    /** The facts that {@code config} states; a key that changes results and is not implemented is refused by name. */
    Architecture read(JsonFields config);

    /** Writes {@code facts} so that {@link #read} gives them again; {@code model_type} and special tokens are the caller's. */
    void write(Architecture facts, ObjectNode json);

    /** The tensors that a checkpoint holds for {@code param}, no low-rank adapter; several lie under one another in it. */
    List<Stored> stored(Architecture facts, Param param);
}
