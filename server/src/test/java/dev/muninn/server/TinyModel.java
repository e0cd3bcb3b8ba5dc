package dev.muninn.server;

import dev.muninn.ByteModel;
import java.io.IOException;
import java.nio.file.Path;

/** The tiny model that is served. */
final class TinyModel {
    static final int BEGIN = ByteModel.BEGIN;
    static final int END = ByteModel.END;
    static final int CONTEXT = ByteModel.CONTEXT;
    static final int MEAN = ByteModel.MEAN;
    static final String TEMPLATE = ByteModel.TEMPLATE;

    private TinyModel() {}

    static Path write(Path directory) throws IOException {
        return write(directory, TEMPLATE);
    }

    static Path write(Path directory, String template) throws IOException {
        return ByteModel.write(directory, template);
    }
}
