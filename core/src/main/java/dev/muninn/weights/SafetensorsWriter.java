package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a safetensors file of declared tensors, whose bytes may then come in any order and from several threads. The file
 * appears whole at {@link #commit} or not at all: until then it has a temporary name, which {@link #close} deletes.
 */
public final class SafetensorsWriter implements AutoCloseable {
    /** A tensor to be written. */
    public record Declared(String name, DType dtype, List<Long> shape) {
        public Declared {
            shape = List.copyOf(shape);
        }

        public static Declared of(String name, DType dtype, long... shape) {
            return new Declared(name, dtype, Arrays.stream(shape).boxed().toList());
        }

        public long bytes() {
            return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
        }
    }

    /** Opens the temporary file; tests put failing disks here. */
    interface Opener {
        FileChannel open(Path path) throws IOException;
    }

    private record Slot(long begin, long bytes, AtomicLong written) {}

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final Thread cleanUp;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private boolean committed;

    private SafetensorsWriter(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.cleanUp = DurableFiles.deleteOnInterrupt(temporary);
    }

    /** Starts the file {@code target}, replacing one of that name at {@link #commit}. */
    public static SafetensorsWriter create(Path target, List<Declared> tensors, Map<String, String> metadata) {
        return create(
                target,
                tensors,
                metadata,
                path -> FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    static SafetensorsWriter create(Path target, List<Declared> tensors, Map<String, String> metadata, Opener opener) {
        Path temporary = target.resolveSibling(
                ".%s.unfinished-%s".formatted(target.getFileName(), Long.toHexString(System.nanoTime())));
        SafetensorsWriter writer;
        try {
            writer = new SafetensorsWriter(target, temporary, opener.open(temporary));
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
        try {
            writer.writeHeader(tensors, metadata);
            return writer;
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private void writeHeader(List<Declared> tensors, Map<String, String> metadata) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(header.putObject("__metadata__")::put);
        }
        // wide elements first, so that every tensor is aligned to its elements
        List<Declared> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingInt(t -> -t.dtype().bytes()));
        long at = 0;
        for (Declared tensor : ordered) {
            MuninnException.require(
                    !header.has(tensor.name()), "%s: tensor '%s' is declared twice", target, tensor.name());
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(at).add(at + tensor.bytes());
            slots.put(tensor.name(), new Slot(at, tensor.bytes(), new AtomicLong()));
            at += tensor.bytes();
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        writeAt(0, bytes.flip());
        slots.replaceAll((name, slot) -> new Slot(slot.begin + 8 + padded, slot.bytes, slot.written));
    }

    /** Writes the rest of {@code bytes} at byte {@code offset} of tensor {@code name}; every byte must be written once. */
    public void write(String name, long offset, ByteBuffer bytes) {
        Slot slot = slot(name);
        int count = bytes.remaining();
        if (offset < 0 || offset + count > slot.bytes) {
            throw new IllegalArgumentException(
                    "%s: bytes %d to %d of %d".formatted(name, offset, offset + count, slot.bytes));
        }
        writeAt(slot.begin + offset, bytes);
        slot.written.addAndGet(count);
    }

    /** Writes the whole F32 tensor {@code name}. */
    public void writeFloats(String name, float[] values) {
        if (slot(name).bytes != 4L * values.length) {
            throw new IllegalArgumentException(
                    "%s: %d values for %d bytes".formatted(name, values.length, slot(name).bytes));
        }
        int step = 1 << 18;
        ByteBuffer bytes =
                ByteBuffer.allocate(4 * Math.min(step, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += step) {
            int count = Math.min(step, values.length - at);
            bytes.clear().limit(4 * count);
            bytes.asFloatBuffer().put(values, at, count);
            write(name, 4L * at, bytes);
        }
    }

    private Slot slot(String name) {
        return Objects.requireNonNull(slots.get(name), name);
    }

    private void writeAt(long position, ByteBuffer bytes) {
        try {
            for (long at = position; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    /** Makes the bytes durable and gives the file its name. */
    public void commit() {
        slots.forEach((name, slot) -> {
            if (slot.written.get() != slot.bytes) {
                throw new IllegalStateException(
                        "%s: %d of %d bytes written".formatted(name, slot.written.get(), slot.bytes));
            }
        });
        try {
            channel.force(true);
            channel.close();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncDirectory(DurableFiles.parent(target));
            committed = true;
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    @Override
    public void close() {
        DurableFiles.forget(cleanUp);
        if (committed) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // the bytes are not wanted any more
        }
        DurableFiles.deleteQuietly(temporary);
    }
}
