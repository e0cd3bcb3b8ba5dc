package dev.muninn.weights;

import static dev.muninn.fuzz.Fuzzing.worksOrComplains;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SafetensorsFuzzTest {
    private static Path directory;

    @BeforeAll
    static void createDirectory() throws IOException {
        directory = Files.createTempDirectory("safetensors-fuzz");
    }

    @AfterAll
    static void deleteDirectory() {
        DurableFiles.deleteQuietly(directory);
    }

    /** The whole way: header, mapping, and every tensor read as what it could be. */
    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyBytesAreACheckpointOrAComplaint(byte[] input) throws IOException {
        Files.write(directory.resolve(Checkpoint.SINGLE_FILE), input);
        worksOrComplains(() -> {
            try (Checkpoint checkpoint = Checkpoint.open(directory)) {
                for (String name : checkpoint.names()) {
                    read(checkpoint, checkpoint.info(name).orElseThrow());
                }
            }
        });
    }

    private static void read(Checkpoint checkpoint, TensorInfo tensor) {
        List<Long> shape = tensor.shape();
        // a tensor of no elements may have dimensions beyond int; no model asks for such
        boolean countable = shape.stream().allMatch(n -> n <= Integer.MAX_VALUE);
        if (countable) {
            worksOrComplains(() -> checkpoint.vector(
                    tensor.name(), shape.stream().mapToInt(Math::toIntExact).toArray()));
        }
        if (countable && shape.size() == 2) {
            worksOrComplains(() -> readMatrix(checkpoint, tensor));
        }
    }

    private static void readMatrix(Checkpoint checkpoint, TensorInfo tensor) {
        int rows = Math.toIntExact(tensor.shape().getFirst());
        int cols = Math.toIntExact(tensor.shape().getLast());
        if (tensor.dtype() == DType.U8) {
            cols = Math.min(cols, Integer.MAX_VALUE / 2) * 2;
        }
        var matrix = checkpoint.matrix(tensor.name(), rows, cols);
        if (rows > 0 && tensor.bytes() > 0) {
            matrix.readRow(rows - 1, new float[cols], 0);
        }
    }
}
