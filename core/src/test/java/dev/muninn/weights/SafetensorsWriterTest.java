package dev.muninn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path directory;

    private final List<Declared> tensors = List.of(
            Declared.of("bytes", DType.U8, 3),
            Declared.of("floats", DType.F32, 2, 2),
            Declared.of("empty", DType.F32, 0, 7),
            Declared.of("half \"quoted\" ü", DType.BF16, 1));

    private static void fill(SafetensorsWriter writer) {
        writer.write("bytes", 1, ByteBuffer.wrap(new byte[] {2, 3}));
        writer.writeFloats("floats", new float[] {1, -2, 3.5f, Float.MIN_VALUE});
        writer.write("half \"quoted\" ü", 0, ByteBuffer.wrap(new byte[] {0x12, 0x34}));
        writer.write("bytes", 0, ByteBuffer.wrap(new byte[] {1}));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = directory.resolve("x.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of("k", "v"))) {
            fill(writer);
            assertThat(path).doesNotExist();
            writer.commit();
        }
        SafetensorsFile file = SafetensorsFile.open(path, Arena.ofAuto());
        assertThat(file.metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(file.tensors().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        tensors.stream().map(Declared::name).toList());
        assertThat(bytes(file, "bytes")).containsExactly(1, 2, 3);
        assertThat(file.bytes(file.tensors().get("floats")).toArray(SafetensorsFile.FLOAT.withByteAlignment(1)))
                .containsExactly(1, -2, 3.5f, Float.MIN_VALUE);
        assertThat(file.tensors().get("floats").begin() % 8).isZero();
        assertThat(bytes(file, "half \"quoted\" ü")).containsExactly(0x12, 0x34);
        assertThat(filesLeft()).containsExactly("x.safetensors");
    }

    private static byte[] bytes(SafetensorsFile file, String name) {
        return file.bytes(file.tensors().get(name)).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void aFullDiskAtAnyByteIsAMessageAndLeavesNothing() throws IOException {
        Path path = directory.resolve("x.safetensors");
        Files.writeString(path, "the old one");
        int room = 0;
        boolean written = false;
        for (; !written; room++) {
            FullDisk disk = new FullDisk(room);
            try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of(), disk)) {
                fill(writer);
                writer.commit();
                written = true;
            } catch (MuninnException e) {
                assertThat(e)
                        .hasMessageStartingWith(path + ": could not be written: ")
                        .hasMessageContaining("No space left on device");
                assertThat(Files.readString(path)).isEqualTo("the old one");
            }
            assertThat(filesLeft()).containsExactly("x.safetensors");
        }
        assertThat(Files.size(path)).isEqualTo(room - 1L);
        assertThat(SafetensorsFile.open(path, Arena.ofAuto()).tensors()).hasSize(4);
    }

    @Test
    void anUnfinishedFileIsNotCommitted() throws IOException {
        Path path = directory.resolve("x.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of())) {
            writer.writeFloats("floats", new float[4]);
            assertThatThrownBy(writer::commit).hasMessageMatching(".*: 0 of \\d bytes written");
        }
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void refusesBytesOutsideTheTensorAndDoubleNames() {
        Path path = directory.resolve("x.safetensors");
        try (SafetensorsWriter writer = SafetensorsWriter.create(path, tensors, Map.of())) {
            assertThatThrownBy(() -> writer.write("bytes", 2, ByteBuffer.allocate(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.writeFloats("floats", new float[3]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        List<Declared> twice = List.of(tensors.getFirst(), tensors.getFirst());
        assertThatThrownBy(() -> SafetensorsWriter.create(path, twice, Map.of()))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("declared twice");
        assertThatThrownBy(() -> SafetensorsWriter.create(directory.resolve("none/x"), tensors, Map.of()))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("could not be written");
    }

    private List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(p -> p.getFileName().toString()).toList();
        }
    }
}
