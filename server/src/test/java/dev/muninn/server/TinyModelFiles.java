package dev.muninn.server;

import dev.muninn.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** The tiny model for tests of other packages. */
public final class TinyModelFiles {
    private TinyModelFiles() {}

    public static Path model(Path directory) throws IOException {
        return TinyModel.write(directory.resolve("model"));
    }

    public static Tokenizer tokenizer(Path directory) throws IOException {
        return Tokenizer.load(model(directory));
    }
}
