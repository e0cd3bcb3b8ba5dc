package dev.muninn.gguf;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value pairs of a GGUF file. Writers differ in the width of their integers, so any width is read as any other. A key that is
 * absent is empty; one of another kind than wanted is an error that names it. Lists are read from the mapping, so not after the file
 * was closed. Specification: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">gguf.md</a>.
 */
public final class GgufMetadata {
    private static final int DEEPEST_ARRAY = 4;

    private final Path file;
    /** Long for integers, Double, Boolean, String, GgufArray. */
    private final Map<String, Object> values = new LinkedHashMap<>();

    private GgufMetadata(Path file) {
        this.file = file;
    }

    /** Reads {@code count} pairs. */
    static GgufMetadata read(GgufCursor cursor, Path file, long count) {
        GgufMetadata metadata = new GgufMetadata(file);
        for (long i = 0; i < count; i++) {
            String key = cursor.readString();
            Object value = metadata.readValue(cursor, key, metadata.readType(cursor, key));
            MuninnException.require(
                    metadata.values.put(key, value) == null,
                    "%s: metadata '%s' is there twice",
                    file,
                    JsonFields.shorten(key));
        }
        return metadata;
    }

    private GgufValueType readType(GgufCursor cursor, String key) {
        long id = cursor.readUnsignedInt();
        return GgufValueType.numbered(id)
                .orElseThrow(() -> wrongType(file, key, "a value of type " + id, "0 to 12; is the file damaged?"));
    }

    private Object readValue(GgufCursor cursor, String key, GgufValueType type) {
        return switch (type) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> integer(cursor, type);
            case FLOAT32, FLOAT64 -> real(cursor, type);
            case BOOL -> cursor.readByte() != 0;
            case STRING -> cursor.readString();
            case ARRAY -> readArray(cursor, key, 1);
        };
    }

    private GgufArray readArray(GgufCursor cursor, String key, int depth) {
        GgufValueType type = readType(cursor, key);
        long count = cursor.readCount("elements of " + JsonFields.shorten(key), type.leastBytes());
        MuninnException.require(
                depth <= DEEPEST_ARRAY && count <= Integer.MAX_VALUE - 8,
                "%s: metadata '%s' is a list of %d elements at depth %d; such lists are not read",
                file,
                JsonFields.shorten(key),
                count,
                depth);
        long start = cursor.position();
        switch (type) {
            case STRING -> {
                for (long i = 0; i < count; i++) {
                    cursor.skipString();
                }
            }
            case ARRAY -> {
                for (long i = 0; i < count; i++) {
                    readArray(cursor, key, depth + 1);
                }
            }
            default -> cursor.skip(count * type.leastBytes());
        }
        return new GgufArray(file, key, type, (int) count, cursor.since(start));
    }

    /** The next integer; an unsigned one beyond 2^63 comes out negative and no range admits it. */
    static long integer(GgufCursor cursor, GgufValueType type) {
        return switch (type) {
            case UINT8 -> cursor.readByte() & 0xFF;
            case INT8 -> cursor.readByte();
            case UINT16 -> cursor.readShort() & 0xFFFF;
            case INT16 -> cursor.readShort();
            case UINT32 -> cursor.readUnsignedInt();
            case INT32 -> cursor.readInt();
            case UINT64, INT64 -> cursor.readLong();
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> throw new IllegalArgumentException(type.name());
        };
    }

    /** The next real number. One of 32 bits is taken as its shortest decimal, 1e-5 and not 9.99999975e-6, as configs write it. */
    static double real(GgufCursor cursor, GgufValueType type) {
        return type == GgufValueType.FLOAT32
                ? Double.parseDouble(Float.toString(Float.intBitsToFloat(cursor.readInt())))
                : Double.longBitsToDouble(cursor.readLong());
    }

    /** The file that the metadata is from. */
    public Path file() {
        return file;
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /**
     * An integer from {@code least} to {@code most}. A list of equal ones is one, since files may say it for each layer; different ones
     * are refused.
     */
    public OptionalInt integer(String key, int least, int most) {
        Object value = values.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        long number = switch (value) {
            case Long found -> found;
            case GgufArray array -> sameForAll(key, array);
            default -> throw wrongType(file, key, describe(value), "an integer");
        };
        MuninnException.require(
                number >= least && number <= most,
                "%s: metadata '%s' is %s, wanted %d to %d",
                file,
                key,
                Long.toUnsignedString(number),
                least,
                most);
        return OptionalInt.of((int) number);
    }

    /** As {@link #integer(String, int, int)}; an absent one is an error. */
    public int requireInteger(String key, int least, int most) {
        return integer(key, least, most).orElseThrow(() -> missing(key));
    }

    private long sameForAll(String key, GgufArray array) {
        long[] all = array.integers();
        MuninnException.require(
                all.length > 0 && Arrays.stream(all).allMatch(one -> one == all[0]),
                "%s: metadata '%s' differs between layers; such models are not supported",
                file,
                key);
        return all[0];
    }

    /** A finite number, stored as float or integer. */
    public OptionalDouble number(String key) {
        Object value = values.get(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        double number = switch (value) {
            case Long found -> found;
            case Double found -> found;
            default -> throw wrongType(file, key, describe(value), "a number");
        };
        MuninnException.require(Double.isFinite(number), "%s: metadata '%s' is %s", file, key, number);
        return OptionalDouble.of(number);
    }

    public Optional<Boolean> flag(String key) {
        return typed(key, Boolean.class, "true or false");
    }

    public Optional<String> text(String key) {
        return typed(key, String.class, "a text");
    }

    /** The texts of a list. */
    public Optional<String[]> texts(String key) {
        return typed(key, GgufArray.class, "a list of texts").map(GgufArray::strings);
    }

    /** The integers of a list, of whatever width. */
    public Optional<long[]> integers(String key) {
        return typed(key, GgufArray.class, "a list of integers").map(GgufArray::integers);
    }

    /** The numbers of a list, floats or integers. */
    public Optional<float[]> numbers(String key) {
        return typed(key, GgufArray.class, "a list of numbers").map(GgufArray::floats);
    }

    private <T> Optional<T> typed(String key, Class<T> type, String wanted) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw wrongType(file, key, describe(value), wanted);
        }
        return Optional.ofNullable(type.cast(value));
    }

    /** Complains that {@code key} is absent. */
    public MuninnException missing(String key) {
        return new MuninnException("%s: metadata '%s' is missing; was the file written by an old converter?"
                .formatted(file, JsonFields.shorten(key)));
    }

    static MuninnException wrongType(Path file, String key, String found, String wanted) {
        return new MuninnException(
                "%s: metadata '%s' is %s, wanted %s".formatted(file, JsonFields.shorten(key), found, wanted));
    }

    private static String describe(@Nullable Object value) {
        return switch (value) {
            case GgufArray array -> "a list of %d %s".formatted(array.count(), array.type());
            case String text -> "the text '" + JsonFields.shorten(text) + "'";
            case null, default -> String.valueOf(value);
        };
    }
}
