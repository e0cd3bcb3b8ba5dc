package dev.muninn.kernels.vector;

import dev.muninn.kernels.Limits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What the Vector API reaches here with nothing to do but one thing. Names nothing of the incubator module itself. */
public final class VectorLimits implements Limits {
    private static final int UNIT_BYTES = 512 << 10;
    private static final int UNITS_A_THREAD = 16;

    @Override
    public String kernels() {
        return "vector";
    }

    @Override
    public double readBytesPerSecond(long bytes, int threads, int passes) {
        int units = Math.toIntExact(Math.max(1, bytes / UNIT_BYTES));
        float[] sink = new float[threads * Lanes.WIDTH];
        try (Arena arena = Arena.ofShared();
                WorkerPool pool = new WorkerPool(threads)) {
            MemorySegment buffer =
                    NativeMemory.allocate(arena, (long) units * UNIT_BYTES, "measuring"); // as weights have it
            buffer.fill((byte) 0); // so that every page is there
            WorkerPool.Task read = (unit, thread) ->
                    LimitLoops.read(buffer, (long) unit * UNIT_BYTES, UNIT_BYTES, sink, thread * Lanes.WIDTH);
            return buffer.byteSize() / best(passes, pool, read, units);
        }
    }

    @Override
    public double floatOperationsPerSecond(int threads, int passes) {
        int units = threads * UNITS_A_THREAD;
        float[] sink = new float[threads * Lanes.WIDTH];
        try (WorkerPool pool = new WorkerPool(threads)) {
            WorkerPool.Task compute = (unit, thread) -> LimitLoops.multiplyAdd(0.5f, 1f, sink, thread * Lanes.WIDTH);
            return 2.0 * units * LimitLoops.multiplyAdds() / best(passes, pool, compute, units);
        }
    }

    /** Seconds of the fastest pass. */
    private static double best(int passes, WorkerPool pool, WorkerPool.Task task, int units) {
        long best = Long.MAX_VALUE;
        for (int pass = 0; pass < passes; pass++) {
            long start = System.nanoTime();
            pool.run(task, units);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best / 1e9;
    }
}
