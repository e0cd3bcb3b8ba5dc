package dev.muninn.train.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Scalars for TensorBoard: records of the TFRecord format, each a protocol buffer {@code Event} with a {@code Summary} of simple
 * values. The few fields of the two messages are written by hand.
 */
public final class EventFile implements RunLog {
    public static final String NAME = "events.out.tfevents.0000000000.muninn";

    /** What TFRecord adds to a rotated checksum. */
    private static final int MASK = 0xA282EAD8;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final LogFile file;

    public EventFile(Path directory) {
        this.file = new LogFile(directory.resolve(NAME));
    }

    @Override
    public void step(StepReport r) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("train/loss", r.loss());
        values.put("train/rate", r.rate());
        values.put("train/gradient_norm", r.gradientNorm());
        values.put("train/recurrences", r.recurrences());
        values.put("train/accuracy", r.accuracy());
        values.put("train/tokens_per_second", r.tokens() / r.seconds());
        values.put("state/first_norm", r.firstStateNorm());
        values.put("state/last_norm", r.lastStateNorm());
        values.put("state/correlation", r.stateCorrelation());
        write(r.step(), values);
    }

    @Override
    public void evaluation(EvaluationReport report) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (EvaluationReport.Cell cell : report.cells()) {
            String depth = "/r" + cell.recurrences();
            values.put("accuracy/" + cell.label() + depth, cell.accuracy());
            values.put("loss/" + cell.label() + depth, cell.loss());
        }
        for (EvaluationReport.Depth depth : report.depths()) {
            String at = "/r" + depth.recurrences();
            values.put("evaluation/accuracy" + at, depth.accuracy());
            values.put("evaluation/loss" + at, depth.loss());
            values.put("evaluation/state_norm" + at, depth.stateNorm());
            values.put("evaluation/state_correlation" + at, depth.stateCorrelation());
        }
        write(report.step(), values);
    }

    private void write(long step, Map<String, Double> values) {
        if (file.length() == 0) {
            // Event.file_version = 3
            file.append(record(event(0, bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)))));
        }
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        values.forEach((tag, value) -> {
            if (!value.isNaN()) {
                summary.writeBytes(bytes(1, value(tag, value.floatValue())));
            }
        });
        // Event.summary = 5
        file.append(record(event(step, bytes(5, summary.toByteArray()))));
    }

    /** Summary.Value: tag = 1, simple_value = 2. */
    private static byte[] value(String tag, float value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(1, tag.getBytes(StandardCharsets.UTF_8)));
        out.write(2 << 3 | FIXED32);
        out.writeBytes(little(4).putInt(Float.floatToRawIntBits(value)).array());
        return out.toByteArray();
    }

    /** Event: wall_time = 1, step = 2, and {@code what}. */
    private static byte[] event(long step, byte[] what) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1 << 3 | FIXED64);
        out.writeBytes(little(8).putDouble(System.currentTimeMillis() / 1e3).array());
        out.write(2 << 3 | VARINT);
        varint(out, step);
        out.writeBytes(what);
        return out.toByteArray();
    }

    private static byte[] bytes(int field, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3 | BYTES);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Length, checksum of the length, data, checksum of the data. */
    private static byte[] record(byte[] data) {
        byte[] length = little(8).putLong(data.length).array();
        return little(16 + data.length)
                .put(length)
                .putInt(masked(length))
                .put(data)
                .putInt(masked(data))
                .array();
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public List<LogFile> files() {
        return List.of(file);
    }

    @Override
    public void close() {
        file.close();
    }
}
