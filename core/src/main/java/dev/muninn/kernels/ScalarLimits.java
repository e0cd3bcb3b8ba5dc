package dev.muninn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/** What plain Java reaches: eight loads in flight, and multiply-adds that the compiler turns into vectors by itself. */
public final class ScalarLimits implements Limits {
    private static final int UNIT_BYTES = 512 << 10;
    private static final int LANES = 1024;
    private static final int CHAIN = 8;
    private static final int ROUNDS = 2_000;
    private static final int UNITS_A_THREAD = 16;

    /** Where results go, so that no loop is dead code. */
    private final AtomicLong sink = new AtomicLong();

    @Override
    public String kernels() {
        return "scalar";
    }

    @Override
    public Meter open(int threads, long bytes) {
        int units = Math.toIntExact(Math.max(1, bytes / UNIT_BYTES));
        Arena arena = Arena.ofShared();
        MemorySegment buffer = arena.allocate((long) units * UNIT_BYTES, 64); // zeroed, so every page is there
        return new Meter() {
            @Override
            public double readBytesPerSecond() {
                return buffer.byteSize() / seconds(threads, units, unit -> read(buffer, (long) unit * UNIT_BYTES));
            }

            @Override
            public double floatOperationsPerSecond() {
                int work = threads * UNITS_A_THREAD;
                double seconds = seconds(threads, work, unit -> multiplyAdds(0.5f + unit * 1e-6f));
                return 2.0 * work * ROUNDS * LANES * CHAIN / seconds;
            }

            @Override
            public void close() {
                arena.close();
            }
        };
    }

    private static long read(MemorySegment buffer, long from) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        long f = 0;
        long g = 0;
        long h = 0;
        for (long at = from; at < from + UNIT_BYTES; at += 64) {
            a += buffer.get(JAVA_LONG_UNALIGNED, at);
            b += buffer.get(JAVA_LONG_UNALIGNED, at + 8);
            c += buffer.get(JAVA_LONG_UNALIGNED, at + 16);
            d += buffer.get(JAVA_LONG_UNALIGNED, at + 24);
            e += buffer.get(JAVA_LONG_UNALIGNED, at + 32);
            f += buffer.get(JAVA_LONG_UNALIGNED, at + 40);
            g += buffer.get(JAVA_LONG_UNALIGNED, at + 48);
            h += buffer.get(JAVA_LONG_UNALIGNED, at + 56);
        }
        return a + b + c + d + e + f + g + h;
    }

    private static long multiplyAdds(float factor) {
        float[] sums = new float[LANES];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LANES; i++) {
                float s = sums[i];
                s = Math.fma(s, factor, 1f);
                s = Math.fma(s, factor, 2f);
                s = Math.fma(s, factor, 3f);
                s = Math.fma(s, factor, 4f);
                s = Math.fma(s, factor, 5f);
                s = Math.fma(s, factor, 6f);
                s = Math.fma(s, factor, 7f);
                s = Math.fma(s, factor, 8f);
                sums[i] = s;
            }
        }
        return Float.floatToRawIntBits(sums[LANES / 2]);
    }

    private double seconds(int threads, int units, IntToLongFunction work) {
        long start = System.nanoTime();
        share(threads, units, work);
        return (System.nanoTime() - start) / 1e9;
    }

    private void share(int threads, int units, IntToLongFunction work) {
        AtomicInteger next = new AtomicInteger();
        Runnable loop = () -> {
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                sink.addAndGet(work.applyAsLong(unit));
            }
        };
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = Thread.ofPlatform().daemon().start(loop);
        }
        loop.run();
        for (Thread other : others) {
            joinUninterruptibly(other);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
