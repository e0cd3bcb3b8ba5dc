package dev.muninn.kernels.vector;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.muninn.error.MuninnException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory outside the heap, not zeroed: an {@link Arena} would clear gigabytes on one thread just before they are written. */
final class NativeMemory {
    private static final long LINE = 64;

    // void *malloc(size_t size)
    private static final MethodHandle MALLOC = handle("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    // void free(void *block)
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ADDRESS));

    private NativeMemory() {}

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** {@code bytes} that start on a cache line, freed with {@code arena}; {@code what} is for the message when there are none. */
    static MemorySegment allocate(Arena arena, long bytes, String what) {
        MemorySegment block = malloc(bytes + LINE);
        MuninnException.require(
                block.address() != 0,
                "%s needs %d MB of memory, the system has none left: use a smaller weight format or free memory",
                what,
                bytes >> 20);
        MemorySegment mine = block.reinterpret(bytes + LINE, arena, NativeMemory::free);
        return mine.asSlice(-block.address() & (LINE - 1), bytes);
    }

    private static MemorySegment malloc(long bytes) {
        try {
            return (MemorySegment) MALLOC.invokeExact(bytes);
        } catch (Throwable t) {
            throw new IllegalStateException("malloc", t);
        }
    }

    private static void free(MemorySegment block) {
        try {
            FREE.invokeExact(block);
        } catch (Throwable t) {
            throw new IllegalStateException("free", t);
        }
    }
}
