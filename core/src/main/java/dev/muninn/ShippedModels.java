package dev.muninn;

import dev.muninn.error.MuninnException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a model lies that is named in words: a path, or the name of one that ships with Muninn. */
final class ShippedModels {
    /** The property that says where Muninn lies; its launcher sets it. */
    private static final String HOME = "muninn.home";

    private ShippedModels() {}

    static Path find(String model) {
        Path path = path(model);
        if (Files.exists(path)) {
            return path;
        }
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new MuninnException(model + ": no such directory; give a model's directory, or start the JVM with -D"
                    + HOME + "=... (where Muninn lies) to use the models that ship by name");
        }
        Path shipped = Path.of(home, "models").resolve(path);
        if (!Files.exists(shipped.resolve("config.json"))) {
            throw new MuninnException(
                    "%s: no such directory, and no model of that name in %s".formatted(model, Path.of(home, "models")));
        }
        return shipped;
    }

    private static Path path(String model) {
        try {
            return Path.of(model);
        } catch (InvalidPathException e) {
            throw new MuninnException("'%s' is no path; give a model's directory or name".formatted(model), e);
        }
    }
}
