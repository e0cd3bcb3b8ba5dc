package dev.muninn.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is allocated once code is compiled and scratch space has grown. Lone calls may allocate where code is recompiled. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 200;

    /** Runs until a batch of calls allocates nothing; fails if there is none. */
    private static void assertNoneInTheEnd(Runnable call) {
        long worker = workerThread();
        long allocated = Long.MAX_VALUE;
        for (int batch = 0; batch < 150 && allocated > 0; batch++) {
            long before = THREADS.getCurrentThreadAllocatedBytes() + THREADS.getThreadAllocatedBytes(worker);
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() + THREADS.getThreadAllocatedBytes(worker) - before;
        }
        // reading the counter of another thread may itself cost a few bytes
        assertThat(allocated).as("bytes allocated by %d calls", CALLS).isLessThan(CALLS);
    }

    private static long workerThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("muninn-vector"))
                .findFirst()
                .orElseThrow()
                .threadId();
    }

    @ParameterizedTest
    @EnumSource
    void matmul(WeightFormat format) {
        try (Kernels kernels = new VectorKernels(2, 0)) {
            int k = 1040;
            int n = 1000;
            Weight weight = kernels.pack(TestData.matrix(n, k, 1), format);
            float[] x = TestData.randn(8 * k, 2);
            float[] out = new float[8 * n];
            assertNoneInTheEnd(() -> kernels.matmul(out, x, 1, weight));
            assertNoneInTheEnd(() -> kernels.matmul(out, x, 8, weight));
        }
    }

    @ParameterizedTest
    @EnumSource
    void attention(KvFormat format) {
        try (Kernels kernels = new VectorKernels(2, 0);
                Arena arena = Arena.ofShared()) {
            int width = 10 * 40;
            KvView[] views = {TestData.view(TestData.pages(arena, 300, width, format, 1), 300, 16)};
            float[] q = TestData.randn(width, 2);
            float[] out = new float[width];
            assertNoneInTheEnd(() -> kernels.attention(out, q, width, 1, views, format, 10, 10, 40));
        }
    }

    @Test
    void rowOperations() {
        try (Kernels kernels = new VectorKernels(2, 0)) {
            int rows = 90;
            int width = 1003;
            float[] x = TestData.randn(rows * width * 2, 1);
            float[] gain = TestData.randn(width, 2);
            float[] out = new float[rows * width];
            assertNoneInTheEnd(() -> kernels.rmsNorm(out, x, gain, rows, width, 1e-6f));
            assertNoneInTheEnd(() -> kernels.addRmsNorm(out, x, out, gain, rows, width, 1e-6f));
            assertNoneInTheEnd(() -> kernels.swiGlu(out, x, rows, width));
            assertNoneInTheEnd(() -> kernels.add(out, x, rows * width));
            assertNoneInTheEnd(() -> kernels.multiplyAdd(out, 3, x, 5, gain, 0, width));
        }
    }
}
