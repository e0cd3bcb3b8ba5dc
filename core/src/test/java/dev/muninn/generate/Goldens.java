package dev.muninn.generate;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference's checkpoints and outcomes. */
final class Goldens {
    static final Path HUGINN = Path.of("src/test/resources/goldens/huginn-tiny");
    static final Path OURO = Path.of("src/test/resources/goldens/ouro-tiny");

    private Goldens() {}

    static RecurrentModel model(Path directory) {
        return model(directory, new ScalarKernels());
    }

    static RecurrentModel model(Path directory, Kernels kernels) {
        return LoadedModel.load(directory, kernels, null, (name, bytes) -> {}).model();
    }

    static JsonNode generate(Path directory) {
        try {
            return JsonMapper.shared().readTree(Files.readString(directory.resolve("generate.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
