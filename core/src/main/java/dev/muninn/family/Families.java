package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The only list of all families. */
public final class Families {
    private static final List<Family> ALL = List.of(new Raven());

    private Families() {}

    public static List<Family> all() {
        return ALL;
    }

    /** The family of {@code facts}. */
    public static Family of(Architecture facts) {
        return ALL.stream()
                .filter(family -> family.name().equals(facts.family()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(facts.family()));
    }

    /**
     * The family of a checkpoint.
     *
     * @param stored names of its tensors; empty where the weights are not there
     */
    public static Family of(JsonFields config, Set<String> stored) {
        String type = config.string("model_type");
        return ALL.stream()
                .filter(family -> family.modelType().equals(type) && family.recognizes(config, stored))
                .findFirst()
                .orElseThrow(() -> config.fault(
                        "model_type",
                        "'" + JsonFields.shorten(type) + "'",
                        "one of the supported families: "
                                + ALL.stream().map(Family::modelType).distinct().collect(Collectors.joining(", "))));
    }
}
