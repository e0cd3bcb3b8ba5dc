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
    public Meter open(int threads, long bytes) {
        return new VectorMeter(threads, Math.toIntExact(Math.max(1, bytes / UNIT_BYTES)));
    }

    private static final class VectorMeter implements Meter {
        private final Arena arena = Arena.ofShared();
        private final WorkerPool pool;
        private final MemorySegment buffer;
        private final int units;
        private final float[] sink;
        private final WorkerPool.Task read = this::read;
        private final WorkerPool.Task compute = this::compute;

        VectorMeter(int threads, int units) {
            this.units = units;
            this.sink = new float[threads * Lanes.WIDTH];
            // the pages that weights get, too: huge ones read faster
            buffer = NativeMemory.allocate(arena, (long) units * UNIT_BYTES, "the buffer that memory is measured on");
            buffer.fill((byte) 0); // so that every page is there, and its own
            pool = new WorkerPool(threads);
        }

        private void read(int unit, int thread) {
            LimitLoops.read(buffer, (long) unit * UNIT_BYTES, UNIT_BYTES, sink, thread * Lanes.WIDTH);
        }

        private void compute(int unit, int thread) {
            LimitLoops.multiplyAdd(0.5f, 1f, sink, thread * Lanes.WIDTH);
        }

        @Override
        public double readBytesPerSecond() {
            return buffer.byteSize() / seconds(read, units);
        }

        @Override
        public double floatOperationsPerSecond() {
            int work = pool.threads() * UNITS_A_THREAD;
            return 2.0 * work * LimitLoops.multiplyAdds() / seconds(compute, work);
        }

        private double seconds(WorkerPool.Task task, int count) {
            long start = System.nanoTime();
            pool.run(task, count);
            return (System.nanoTime() - start) / 1e9;
        }

        @Override
        public void close() {
            pool.close();
            arena.close();
        }
    }
}
