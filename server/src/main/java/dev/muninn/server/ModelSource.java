package dev.muninn.server;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.Engine;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model that can be served.
 *
 * @param name what clients call it
 * @param aliases what they may also call it
 * @param loader makes the engine, which the server closes
 */
public record ModelSource(String name, List<String> aliases, Supplier<Engine> loader) {
    public ModelSource {
        require(!name.isBlank(), "a model's name is blank");
        aliases = List.copyOf(aliases);
    }

    /** Without aliases. */
    public static ModelSource of(String name, Supplier<Engine> loader) {
        return new ModelSource(name, List.of(), loader);
    }

    boolean isCalled(String wanted) {
        return name.equals(wanted) || aliases.contains(wanted);
    }
}
