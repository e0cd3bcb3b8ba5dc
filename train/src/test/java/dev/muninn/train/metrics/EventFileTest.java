package dev.muninn.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    private static final StepReport STEP = new StepReport(300, 1.5, 0.5, 0.25, 8.5, 4, 3, 1.1, 0.9, 0.3, 1000, 0.5);

    @TempDir
    private Path directory;

    /** The records of a file, checked as TFRecord's readers do. */
    private static List<byte[]> records(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(masked(data));
            records.add(data);
        }
        return records;
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        long crc = checksum.getValue();
        return (int) ((((crc >>> 15) | (crc << 17)) + 0xA282EAD8L) & 0xFFFFFFFFL);
    }

    @Test
    void recordsAreEventsOfTensorBoard() throws IOException {
        try (EventFile events = new EventFile(directory)) {
            events.step(STEP);
        }
        List<byte[]> records = records(Files.readAllBytes(directory.resolve(EventFile.NAME)));

        assertThat(records).hasSize(2);
        assertThat(new String(records.getFirst(), StandardCharsets.ISO_8859_1)).endsWith("\032\rbrain.Event:2");
        ByteBuffer event = ByteBuffer.wrap(records.getLast()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(event.get()).isEqualTo((byte) 0x09); // wall_time, 64 bits
        assertThat(event.getDouble()).isGreaterThan(1.6e9);
        assertThat(event.get()).isEqualTo((byte) 0x10); // step, varint of 300
        assertThat(event.get()).isEqualTo((byte) 0xAC);
        assertThat(event.get()).isEqualTo((byte) 0x02);
        assertThat(event.get()).isEqualTo((byte) 0x2A); // summary
        while ((event.get() & 0x80) != 0) {
            // its length
        }
        assertThat(event.get()).isEqualTo((byte) 0x0A); // value
        assertThat(event.get()).isEqualTo((byte) (2 + "train/loss".length() + 5));
        assertThat(event.get()).isEqualTo((byte) 0x0A); // tag
        assertThat(event.get()).isEqualTo((byte) "train/loss".length());
        byte[] tag = new byte["train/loss".length()];
        event.get(tag);
        assertThat(new String(tag, StandardCharsets.UTF_8)).isEqualTo("train/loss");
        assertThat(event.get()).isEqualTo((byte) 0x15); // simple_value, 32 bits
        assertThat(event.getFloat()).isEqualTo(1.5f);
    }

    @Test
    void theChecksumIsThePolynomialOfCastagnoli() {
        CRC32C checksum = new CRC32C();
        checksum.update("123456789".getBytes(StandardCharsets.UTF_8));
        assertThat(checksum.getValue()).isEqualTo(0xE3069283L);
    }

    @Test
    void aCutFileGoesOnWhereItWasCut() throws IOException {
        try (EventFile events = new EventFile(directory)) {
            events.step(STEP);
            long length = events.files().getFirst().length();
            events.step(STEP);
            events.files().getFirst().cut(length);
            events.step(STEP);
        }
        assertThat(records(Files.readAllBytes(directory.resolve(EventFile.NAME))))
                .hasSize(3);
    }

    @Test
    void plotsAreDrawnFromTheTables() throws IOException {
        try (CsvLog log = new CsvLog(directory)) {
            log.step(STEP);
            log.evaluation(new EvaluationReport(
                    300,
                    List.of(
                            new EvaluationReport.Cell("chains/2/direct", 1, 10, 10, 3, 1.5),
                            new EvaluationReport.Cell("chains/2/direct", 8, 10, 10, 9, 0.5)),
                    List.of(
                            new EvaluationReport.Depth(1, 10, 10, 3, 1.5, 1, 0.5),
                            new EvaluationReport.Depth(8, 10, 10, 9, 0.5, 1, 0.5))));
        }
        Plots.write(directory);

        for (String name : List.of("loss", "accuracy", "held-out-loss", "depth-chains")) {
            var image = javax.imageio.ImageIO.read(
                    directory.resolve("plots").resolve(name + ".png").toFile());
            assertThat(image.getWidth()).as(name).isEqualTo(1000);
        }
    }
}
