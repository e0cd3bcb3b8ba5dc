package dev.muninn.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A product costs the calling thread its time, and nobody else any: no threads of OpenMP, no garbage. */
class OneThreadTest {
    private static final long MOST_NANOS = 60_000_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @EnabledOnOs(OS.LINUX)
    void openMpStartsNoThreads() throws Exception {
        try (LinearKernels kernels = Here.open(Precision.F32)) {
            Problem problem = new Problem(256, 256, 256, 0);
            float[] y = new float[256 * 256];
            // Threads that OpenMP starts inherit the name of the one that calls.
            for (String name : new String[] {"muninn-one", "muninn-two"}) {
                int[] threads = new int[1];
                Thread caller = new Thread(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                kernels.forward(y, problem.x, 256, problem.w, 0, 256, 256);
                            }
                            threads[0] = nativeThreads(name);
                        },
                        name);
                caller.start();
                caller.join();
                assertThat(threads[0]).as("native threads called " + name).isEqualTo(1);
            }
        }
    }

    private static int nativeThreads(String name) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return (int) tasks.filter(task -> isCalled(task, name)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isCalled(Path task, String name) {
        try {
            return Files.readString(task.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            return false; // it has ended since
        }
    }

    /** Calls allocate until they are compiled, which takes long where compilers get little time: runs until a batch allocates nothing. */
    @ParameterizedTest
    @EnumSource
    void nothingIsAllocatedInTheEnd(Precision precision) {
        try (LinearKernels kernels = Here.open(precision)) {
            Problem problem = new Problem(33, 20, 40, 5);
            float[] y = new float[33 * 20];
            float[] dx = new float[33 * 40];
            float[] dw = new float[5 + 20 * 40];
            long allocated = Long.MAX_VALUE;
            long start = System.nanoTime();
            while (allocated > 0 && System.nanoTime() - start < MOST_NANOS) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 200; i++) {
                    kernels.forward(y, problem.x, 33, problem.w, 5, 20, 40);
                    kernels.backwardInput(dx, true, problem.dy, 33, problem.w, 5, 20, 40);
                    kernels.backwardWeight(dw, 5, problem.dy, problem.x, 33, 20, 40);
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).as("bytes allocated by 600 products").isZero();
        }
    }
}
