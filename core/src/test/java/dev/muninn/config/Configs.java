package dev.muninn.config;

import dev.muninn.architecture.Architecture;
import dev.muninn.family.Families;
import java.util.Set;

/** Facts from the text of a {@code config.json}, for tests of all modules. */
public final class Configs {
    private Configs() {}

    public static Architecture parse(String json, String file) {
        return Families.read(JsonFields.parse(json, file), Set.of());
    }
}
