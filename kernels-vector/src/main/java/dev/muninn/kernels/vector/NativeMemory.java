package dev.muninn.kernels.vector;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.muninn.error.MuninnException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Memory outside the heap, not zeroed: an {@link Arena} would clear gigabytes on one thread just before they are written. */
public final class NativeMemory {
    private static final long LINE = 64;
    /** Linux's huge pages: a thirtieth of the page faults when weights are packed, and fewer TLB misses when they are read. */
    private static final long HUGE_PAGE = 2L << 20;

    private static final int MADV_HUGEPAGE = 14;

    // void *malloc(size_t size)
    private static final MethodHandle MALLOC = handle("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    // void free(void *block)
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ADDRESS));

    // int madvise(void *addr, size_t length, int advice); only where there is such a call
    private static final Optional<MethodHandle> MADVISE = Linker.nativeLinker()
            .defaultLookup()
            .find("madvise")
            .filter(address -> System.getProperty("os.name").equals("Linux"))
            .map(address -> Linker.nativeLinker()
                    .downcallHandle(address, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)));

    private NativeMemory() {}

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /** {@code bytes} that start on a cache line, freed with {@code arena}; {@code what} is for the message when there are none. */
    public static MemorySegment allocate(Arena arena, long bytes, String what) {
        long alignment = bytes >= 2 * HUGE_PAGE ? HUGE_PAGE : LINE;
        MemorySegment block = malloc(bytes + alignment);
        MuninnException.require(
                block.address() != 0,
                "%s needs %d MB of memory, the system has none left: use a smaller weight format or free memory",
                what,
                bytes >> 20);
        MemorySegment mine = block.reinterpret(bytes + alignment, arena, NativeMemory::free)
                .asSlice(-block.address() & (alignment - 1), bytes);
        if (alignment == HUGE_PAGE) {
            adviseHugePages(mine);
        }
        return mine;
    }

    /** A wish: where the system does not grant it, small pages work as well, only slower. */
    private static void adviseHugePages(MemorySegment memory) {
        if (MADVISE.isPresent()) {
            try {
                int ignored = (int) MADVISE.get().invokeExact(memory, memory.byteSize(), MADV_HUGEPAGE);
            } catch (Throwable t) {
                throw new IllegalStateException("madvise", t);
            }
        }
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
