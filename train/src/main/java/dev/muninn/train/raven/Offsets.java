package dev.muninn.train.raven;

import dev.muninn.config.RavenConfig;
import dev.muninn.train.parameters.Parameter;
import dev.muninn.train.parameters.Parameters;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Where each tensor begins in the array of all parameters. */
record Offsets(Map<String, Integer> byName) {
    static Offsets of(RavenConfig config) {
        return new Offsets(Parameters.layout(config).stream()
                .collect(Collectors.toUnmodifiableMap(Parameter::name, Parameter::offset)));
    }

    int of(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** Negative if the model has no such tensor. */
    int orNone(String name) {
        return byName.getOrDefault(name, -1);
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }
}
