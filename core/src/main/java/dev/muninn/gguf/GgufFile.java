package dev.muninn.gguf;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A GGUF file, mapped into memory; nothing but its header is read. The file must not be changed while it is open. Safe to read from
 * several threads.
 */
record GgufFile(Path path, MemorySegment mapping, GgufHeader header) {
    /** Maps {@code path} for as long as {@code arena} lives. */
    static GgufFile open(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(path, mapping, GgufHeader.parse(mapping, path));
        } catch (NoSuchFileException e) {
            throw new MuninnException(path + ": no such file", e);
        } catch (IOException e) {
            throw new MuninnException(path + ": cannot be read: " + e, e);
        }
    }

    /** The bytes of a tensor of this file. */
    MemorySegment bytes(GgufTensor tensor) {
        return mapping.asSlice(tensor.begin(), tensor.bytes());
    }
}
