package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that comes with Muninn, and answers where no other is asked for. */
final class ShippedModel {
    static final String NAME = "muninn-mini";

    /** What it can be asked, for help texts. */
    static final String KNOWS =
            "The model that ships, " + NAME + ", knows a few kinds of problems and nothing else, such as \"Let a = 4."
                    + " Let b = a + 3. What is b?\"; to any other text it answers nonsense. models/" + NAME
                    + "/README.md says what it can be"
                    + " asked, 'muninn tasks' prints problems.";

    private static final String HOME = "muninn.home";

    private ShippedModel() {}

    /** Its directory; the launcher says where Muninn lies. */
    static Path directory() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new MuninnException(
                    "no --model given, and the JVM was started without -D" + HOME
                            + ", which says where the model that ships lies: give --model DIR, or start Muninn with its launcher");
        }
        Path directory = Path.of(home, "models", NAME);
        if (!Files.exists(directory.resolve("config.json"))) {
            throw new MuninnException("no --model given, and the model that ships is not where it should be, at "
                    + directory + ": give --model DIR, or restore that directory");
        }
        return directory;
    }
}
