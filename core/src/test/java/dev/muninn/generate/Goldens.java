package dev.muninn.generate;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.LoadedModel;
import dev.muninn.model.RecurrentModel;
import dev.muninn.weights.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reference's checkpoints and outcomes. They are found on the class path, so that other modules' tests read them from this
 * module's test jar.
 */
final class Goldens {
    static final Path HUGINN = directory("huginn-tiny");
    static final Path OURO = directory("ouro-tiny");

    private static final ValueLayout.OfFloat FLOATS =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Goldens() {}

    static Path directory(String name) {
        String config = "/goldens/" + name + "/config.json";
        try {
            URI uri = Objects.requireNonNull(Goldens.class.getResource(config), config)
                    .toURI();
            if (uri.getScheme().equals("file")) {
                return Objects.requireNonNull(Path.of(uri).getParent());
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return unpack(Objects.requireNonNull(jar.getPath(config).getParent()), name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Weights are mapped into memory, which needs files. */
    private static Path unpack(Path source, String name) throws IOException {
        Path target = Files.createTempDirectory("golden");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path copy = target.resolve(source.relativize(file).toString());
            if (!copy.equals(target)) {
                Files.copy(file, copy);
            }
            copy.toFile().deleteOnExit();
        }
        return target;
    }

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

    /** The F32 tensor {@code name} of {@code forward.safetensors}, row-major. */
    static float[] floats(Path directory, String name) {
        return forward(directory, name, bytes -> bytes.toArray(FLOATS));
    }

    /** Row {@code batch} of {@code input_ids} (2, T). */
    static int[] tokens(Path directory, int batch) {
        long[] ids = forward(directory, "input_ids", bytes -> bytes.toArray(LONGS));
        int length = ids.length / 2;
        return LongStream.of(Arrays.copyOfRange(ids, batch * length, (batch + 1) * length))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static <T> T forward(Path directory, String name, Function<MemorySegment, T> read) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(directory.resolve("forward.safetensors"), arena);
            return read.apply(file.bytes(Objects.requireNonNull(file.tensors().get(name), name)));
        }
    }
}
