package dev.muninn.gguf;

import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;
import dev.muninn.fuzz.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFuzzTest {
    @TempDir
    static Path folder;

    private static List<byte[]> seeds() {
        return List.of(
                new GgufWriter()
                        .put("general.architecture", "llama")
                        .put("list", List.of("a", "bc"))
                        .put("numbers", 1, 2, 3)
                        .putNested("nested", 1, 2)
                        .put("yes", true)
                        .tensor("t", new float[8], 2, 4)
                        .tensor("q", GgmlType.Q8_0.id(), new byte[34], 1, 32)
                        .bytes(),
                new GgufWriter().align(64).put("x", 1e-5f).bytes());
    }

    @Test
    void mutationsAreModelsOrComplaints() {
        Mutations.run(seeds(), 5_000, GgufFuzzTest::read);
    }

    @FuzzTest(maxExecutions = Fuzzing.RUNS / 10) // each writes a file
    void anyBytesAreAModelOrAComplaint(byte[] input) {
        read(input);
    }

    /** Header, every list, every tensor. */
    private static void read(byte[] input) {
        Path file = folder.resolve("fuzz.gguf");
        try {
            Files.write(file, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        worksOrComplains(() -> {
            try (GgufModel model = GgufModel.open(file)) {
                for (String key : model.metadata().keys()) {
                    worksOrComplains(() -> model.metadata().texts(key));
                    worksOrComplains(() -> model.metadata().numbers(key));
                    worksOrComplains(() -> model.metadata().integer(key, 0, 9));
                }
                model.tensors().values().forEach(model::values);
            }
        });
    }
}
