package dev.muninn.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An array of the metadata, left in the mapping until it is asked for: a vocabulary has hundreds of thousands of texts that most
 * readers of a file never need. Its extent was checked when the header was read.
 *
 * @param count elements
 * @param bytes the elements as they lie in the file
 */
record GgufArray(Path file, String key, GgufValueType type, int count, MemorySegment bytes) {
    /** Hands over the texts in their order. */
    void eachString(Consumer<String> consumer) {
        require(type == GgufValueType.STRING, "texts");
        GgufCursor cursor = new GgufCursor(bytes, file);
        for (int i = 0; i < count; i++) {
            consumer.accept(cursor.readString());
        }
    }

    String[] strings() {
        String[] all = new String[count];
        int[] next = {0};
        eachString(text -> all[next[0]++] = text);
        return all;
    }

    /** Integers of any width. */
    long[] integers() {
        require(type.isInteger(), "integers");
        long[] all = new long[count];
        GgufCursor cursor = new GgufCursor(bytes, file);
        for (int i = 0; i < count; i++) {
            all[i] = GgufMetadata.integer(cursor, type);
        }
        return all;
    }

    /** Numbers of any kind. */
    float[] floats() {
        require(type.isInteger() || type.isFloat(), "numbers");
        float[] all = new float[count];
        GgufCursor cursor = new GgufCursor(bytes, file);
        for (int i = 0; i < count; i++) {
            all[i] = type.isInteger() ? GgufMetadata.integer(cursor, type) : (float) GgufMetadata.real(cursor, type);
        }
        return all;
    }

    private void require(boolean condition, String wanted) {
        if (!condition) {
            throw GgufMetadata.wrongType(file, key, "a list of " + type, "a list of " + wanted);
        }
    }
}
