package dev.muninn.cli;

import static dev.muninn.cli.Muninn.OURO;
import static dev.muninn.cli.Muninn.RAVEN;
import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ForwardCommandTest {
    private static final float TOLERANCE = 2e-4f;

    @TempDir
    private Path directory;

    @Test
    void logitsAndStatesAreThoseOfTheReference() throws IOException {
        Tensors golden = Tensors.read(RAVEN.resolve("forward.safetensors"));
        for (int sequence = 0; sequence < 2; sequence++) {
            Tensors ours = forward(RAVEN, golden.ids(sequence), 8);

            assertThat(ours.header.propertyNames()).contains("logits", "state").doesNotContain("exit_pdf");
            assertClose(ours.floats("logits"), golden.row("logits.r8.zero_init", sequence, 2));
            assertClose(ours.floats("state"), golden.row("latent.r8.zero_init", sequence, 2));
        }
    }

    @Test
    void ourosExitDistributionIsThatOfTheReference() throws IOException {
        Tensors golden = Tensors.read(OURO.resolve("forward.safetensors"));
        Tensors ours = forward(OURO, golden.ids(0), 4);

        float[] pdf = golden.floats("exit_pdf"); // (4, 2, T)
        int positions = pdf.length / 8;
        float[] first = new float[4 * positions];
        for (int loop = 0; loop < 4; loop++) {
            System.arraycopy(pdf, 2 * loop * positions, first, loop * positions, positions);
        }
        assertClose(ours.floats("exit_pdf"), first);
        assertClose(ours.floats("logits"), golden.row("logits.loop4", 0, 2));
    }

    private Tensors forward(Path model, String ids, int recurrences) throws IOException {
        Path out = directory.resolve("out.safetensors");
        Run run = run("forward", "--model", model, "--ids", ids, "-r", recurrences, "--init", "zero", "-o", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        return Tensors.read(out);
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** A safetensors file, read without our reader. */
    private record Tensors(JsonNode header, ByteBuffer data) {
        static Tensors read(Path file) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(bytes.getLong())];
            bytes.get(header);
            return new Tensors(
                    Muninn.parse(new String(header, StandardCharsets.UTF_8)),
                    bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        }

        private ByteBuffer bytes(String name) {
            JsonNode offsets = header.get(name).get("data_offsets");
            int from = offsets.get(0).asInt();
            return data.slice(from, offsets.get(1).asInt() - from).order(ByteOrder.LITTLE_ENDIAN);
        }

        float[] floats(String name) {
            ByteBuffer bytes = bytes(name);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        }

        /** One of {@code count} equal parts along the first axis. */
        float[] row(String name, int index, int count) {
            float[] all = floats(name);
            int size = all.length / count;
            return Arrays.copyOfRange(all, index * size, (index + 1) * size);
        }

        /** One of the two sequences of the input, as the command line wants it. */
        String ids(int sequence) {
            ByteBuffer bytes = bytes("input_ids");
            long[] ids = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(ids);
            int length = ids.length / 2;
            return Arrays.stream(ids, sequence * length, (sequence + 1) * length)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(","));
        }
    }
}
