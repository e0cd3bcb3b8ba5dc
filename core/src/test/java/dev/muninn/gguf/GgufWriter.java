package dev.muninn.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small GGUF files, right ones and, where asked, wrong ones. */
public final class GgufWriter {
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Placed> tensors = new ArrayList<>();
    private int alignment = 32;

    private record Pair(String key, byte[] bytes) {}

    /** @param offset that the header claims; −1 for where the content comes to lie */
    private record Placed(String name, long[] shape, int type, long offset, byte[] content) {}

    public GgufWriter put(String key, String value) {
        return pair(key, GgufValueType.STRING, bytes -> string(bytes, value));
    }

    public GgufWriter put(String key, int value) {
        return putInteger(key, GgufValueType.UINT32, value);
    }

    public GgufWriter put(String key, float value) {
        return pair(key, GgufValueType.FLOAT32, bytes -> number(bytes, 4, Float.floatToRawIntBits(value)));
    }

    public GgufWriter put(String key, boolean value) {
        return pair(key, GgufValueType.BOOL, bytes -> bytes.write(value ? 1 : 0));
    }

    public GgufWriter put(String key, List<String> values) {
        return pair(key, GgufValueType.ARRAY, bytes -> {
            array(bytes, GgufValueType.STRING, values.size());
            values.forEach(value -> string(bytes, value));
        });
    }

    public GgufWriter put(String key, int... values) {
        return putIntegers(key, GgufValueType.INT32, values);
    }

    public GgufWriter put(String key, float... values) {
        return pair(key, GgufValueType.ARRAY, bytes -> {
            array(bytes, GgufValueType.FLOAT32, values.length);
            for (float value : values) {
                number(bytes, 4, Float.floatToRawIntBits(value));
            }
        });
    }

    GgufWriter putInteger(String key, GgufValueType type, long value) {
        return pair(key, type, bytes -> number(bytes, type.leastBytes(), value));
    }

    GgufWriter putIntegers(String key, GgufValueType type, int... values) {
        return pair(key, GgufValueType.ARRAY, bytes -> {
            array(bytes, type, values.length);
            for (int value : values) {
                number(bytes, type.leastBytes(), value);
            }
        });
    }

    /** Lists within a list. */
    GgufWriter putNested(String key, int... values) {
        return pair(key, GgufValueType.ARRAY, bytes -> {
            array(bytes, GgufValueType.ARRAY, values.length);
            for (int value : values) {
                array(bytes, GgufValueType.UINT8, 1);
                bytes.write(value);
            }
        });
    }

    GgufWriter align(int bytes) {
        alignment = bytes;
        return put("general.alignment", bytes);
    }

    private interface Body {
        void write(ByteArrayOutputStream bytes);
    }

    private GgufWriter pair(String key, GgufValueType type, Body body) {
        var bytes = new ByteArrayOutputStream();
        string(bytes, key);
        number(bytes, 4, type.ordinal());
        body.write(bytes);
        pairs.add(new Pair(key, bytes.toByteArray()));
        return this;
    }

    /** A tensor of f32; {@code shape} is rows first, as everywhere but in the file. */
    public GgufWriter tensor(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return tensor(name, GgmlType.F32.id(), bytes.array(), shape);
    }

    /** A tensor of any type and content. */
    public GgufWriter tensor(String name, int type, byte[] content, long... shape) {
        tensors.add(new Placed(name, shape, type, -1, content));
        return this;
    }

    /** A tensor that claims to lie at {@code offset}. */
    GgufWriter placed(String name, int type, long offset, long... shape) {
        tensors.add(new Placed(name, shape, type, offset, new byte[0]));
        return this;
    }

    /** Leaves a key or a tensor out again. */
    public GgufWriter without(String name) {
        pairs.removeIf(pair -> pair.key.equals(name));
        tensors.removeIf(tensor -> tensor.name.equals(name));
        return this;
    }

    /** A second tensor with the content of {@code name}. */
    public GgufWriter copy(String name, String other) {
        Placed found = tensors.stream()
                .filter(tensor -> tensor.name.equals(name))
                .findFirst()
                .orElseThrow();
        return tensor(other, found.type, found.content, found.shape);
    }

    /** Header without the padding after it. */
    byte[] header() {
        var out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        number(out, 4, 3);
        number(out, 8, tensors.size());
        number(out, 8, pairs.size());
        pairs.forEach(pair -> out.writeBytes(pair.bytes));
        long offset = 0;
        for (Placed tensor : tensors) {
            string(out, tensor.name);
            number(out, 4, tensor.shape.length);
            for (int i = tensor.shape.length - 1; i >= 0; i--) {
                number(out, 8, tensor.shape[i]);
            }
            number(out, 4, tensor.type);
            number(out, 8, tensor.offset != -1 ? tensor.offset : offset);
            offset = Math.ceilDiv(offset + tensor.content.length, alignment) * (long) alignment;
        }
        return out.toByteArray();
    }

    public byte[] bytes() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(header());
        pad(out, alignment);
        int start = out.size();
        for (Placed tensor : tensors) {
            while ((out.size() - start) % alignment != 0) {
                out.write(0);
            }
            out.writeBytes(tensor.content);
        }
        return out.toByteArray();
    }

    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pad(ByteArrayOutputStream out, int alignment) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, 8, bytes.length);
        out.writeBytes(bytes);
    }

    private static void array(ByteArrayOutputStream out, GgufValueType type, int count) {
        number(out, 4, type.ordinal());
        number(out, 8, count);
    }

    private static void number(ByteArrayOutputStream out, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
    }
}
