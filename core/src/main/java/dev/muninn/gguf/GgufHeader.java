package dev.muninn.gguf;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a GGUF file: metadata, then name, shape, type and place of each tensor. Everything is checked against the file's size
 * before it is used. Specification: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md</a>, versions 2 and 3.
 */
record GgufHeader(GgufMetadata metadata, Map<String, GgufTensor> tensors) {
    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int MOST_DIMENSIONS = 4;
    private static final int LEAST_PAIR_BYTES = 8 + 4 + 1;
    private static final int LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;
    private static final String ALIGNMENT = "general.alignment";
    private static final int USUAL_ALIGNMENT = 32;
    private static final int LARGEST_ALIGNMENT = 1 << 20;

    /** Parses and checks the header of a whole file. */
    static GgufHeader parse(MemorySegment file, Path path) {
        GgufCursor cursor = new GgufCursor(file, path);
        MuninnException.require(
                file.byteSize() >= 24 && cursor.readInt() == MAGIC,
                "%s: does not begin with 'GGUF'; is this a GGUF file, and was the download complete?",
                path);
        int version = cursor.readInt();
        MuninnException.require(
                version == 2 || version == 3,
                "%s: GGUF version %s, wanted 2 or 3%s",
                path,
                Integer.toUnsignedString(version),
                Integer.reverseBytes(version) <= 3
                        ? " with the low byte first; convert it on a little-endian machine"
                        : "");
        long tensorCount = cursor.readCount("tensors", LEAST_TENSOR_BYTES);
        long pairs = cursor.readCount("metadata pairs", LEAST_PAIR_BYTES);
        GgufMetadata metadata = GgufMetadata.read(cursor, path, pairs);
        int alignment = metadata.integer(ALIGNMENT, 1, LARGEST_ALIGNMENT).orElse(USUAL_ALIGNMENT);
        MuninnException.require(
                Integer.bitCount(alignment) == 1, "%s: alignment %d, wanted a power of two", path, alignment);
        List<Placed> placed = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            placed.add(readTensor(cursor, path));
        }
        long dataStart = Math.ceilDiv(cursor.position(), alignment) * (long) alignment;
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        for (Placed one : placed) {
            GgufTensor tensor = one.in(path, dataStart, alignment, file.byteSize());
            if (tensors.putIfAbsent(one.name(), tensor) != null) {
                throw fault(path, one.name(), "it twice", "every name once");
            }
        }
        checkApart(path, tensors);
        return new GgufHeader(metadata, Collections.unmodifiableMap(tensors));
    }

    private static Placed readTensor(GgufCursor cursor, Path path) {
        String name = cursor.readString();
        long dimensions = cursor.readUnsignedInt();
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw fault(path, name, dimensions + " dimensions", "1 to " + MOST_DIMENSIONS);
        }
        List<Long> shape = new ArrayList<>();
        for (long i = 0; i < dimensions; i++) {
            shape.addFirst(cursor.readLong());
        }
        long typeId = cursor.readUnsignedInt();
        return new Placed(name, shape, typeId, cursor.readLong());
    }

    private static void checkApart(Path path, Map<String, GgufTensor> tensors) {
        List<GgufTensor> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(GgufTensor::begin));
        for (int i = 1; i < ordered.size(); i++) {
            GgufTensor before = ordered.get(i - 1);
            if (ordered.get(i).begin() < before.begin() + before.bytes()) {
                throw fault(path, ordered.get(i).name(), "it within the data of '" + before.name() + "'", "it apart");
            }
        }
    }

    static MuninnException fault(Path file, String tensor, String found, String wanted) {
        return new MuninnException(
                "%s: tensor '%s': found %s, wanted %s".formatted(file, JsonFields.shorten(tensor), found, wanted));
    }

    /** A tensor as the header tells of it; {@code offset} counts from the start of the data. */
    private record Placed(String name, List<Long> shape, long typeId, long offset) {
        GgufTensor in(Path path, long dataStart, int alignment, long fileSize) {
            GgmlType type = GgmlType.numbered(typeId)
                    .orElseThrow(
                            () -> fault(
                                    path,
                                    name,
                                    GgmlType.describe(typeId),
                                    "a format that this engine reads: F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K to Q6_K, IQ4_NL or IQ4_XS"));
            long cols = shape.getLast();
            long rows = 1;
            for (long size : shape) {
                if (size < 1 || rows > Long.MAX_VALUE / 8 / size) {
                    throw fault(path, name, "shape " + shape, "positive sizes that a file can hold");
                }
                rows *= size;
            }
            rows /= cols;
            if (cols % type.blockSize() != 0) {
                throw fault(path, name, "rows of " + cols + " in " + type, "a multiple of " + type.blockSize());
            }
            // elements are under 2^60, and a type has at most 4 bytes an element
            long bytes = rows * type.rowBytes(cols);
            if (offset < 0 || offset % alignment != 0) {
                throw fault(path, name, "offset " + Long.toUnsignedString(offset), "a multiple of " + alignment);
            }
            if (bytes > fileSize - dataStart || offset > fileSize - dataStart - bytes) {
                throw fault(
                        path,
                        name,
                        "%d bytes from %d on".formatted(bytes, dataStart + offset),
                        "at most the file's " + fileSize + " bytes; is the file cut off?");
            }
            return new GgufTensor(name, type, shape, path, dataStart + offset, bytes);
        }
    }
}
