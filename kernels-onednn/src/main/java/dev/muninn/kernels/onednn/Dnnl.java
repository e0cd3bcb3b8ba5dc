package dev.muninn.kernels.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.muninn.error.MuninnException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * oneDNN's C functions, constants to the compiler. To be touched only where {@link Library#HERE} is loaded.
 *
 * <p>Products take arrays where they lie, without a copy, as {@linkplain Linker.Option#critical critical} calls: a garbage
 * collection waits until the product is done (a hundredth of a second for 2048 rows of 1024 times 1024).
 */
final class Dnnl {
    private static final Library.Loaded LIBRARY = loaded();

    // dnnl_status_t dnnl_sgemm(char transa, char transb, dnnl_dim_t M, dnnl_dim_t N, dnnl_dim_t K, float alpha,
    //         const float *A, dnnl_dim_t lda, const float *B, dnnl_dim_t ldb, float beta, float *C, dnnl_dim_t ldc)
    private static final FunctionDescriptor GEMM = FunctionDescriptor.of(
            JAVA_INT,
            JAVA_BYTE,
            JAVA_BYTE,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_FLOAT,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_FLOAT,
            ADDRESS,
            JAVA_LONG);
    private static final MethodHandle SGEMM = onArrays("dnnl_sgemm", GEMM);

    // The same with A and B of bfloat16_t.
    private static final MethodHandle BF16_GEMM = onArrays("dnnl_gemm_bf16bf16f32", GEMM);

    // void omp_set_num_threads(int num_threads)
    private static final MethodHandle SET_THREADS =
            onArrays("omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));

    private Dnnl() {}

    private static Library.Loaded loaded() {
        return switch (Library.HERE) {
            case Library.Loaded library -> library;
            case Library.Missing missing ->
                throw new MuninnException("oneDNN's kernels cannot be used: " + missing.why());
        };
    }

    private static MethodHandle onArrays(String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(LIBRARY.function(name), signature, Linker.Option.critical(true));
    }

    /** {@code c (m, n) = a (m, k) · b (k, n) + beta · c} in f32, row-major; a transposed factor lies in memory as its transpose. */
    static void product(
            boolean aTransposed,
            boolean bTransposed,
            int m,
            int n,
            int k,
            float[] a,
            float[] b,
            int bAt,
            float beta,
            float[] c,
            int cAt) {
        int status;
        try {
            SET_THREADS.invokeExact(1);
            status = (int) SGEMM.invokeExact(
                    letter(aTransposed),
                    letter(bTransposed),
                    (long) m,
                    (long) n,
                    (long) k,
                    1f,
                    matrix(a, 0, m, k),
                    (long) (aTransposed ? m : k),
                    matrix(b, bAt, k, n),
                    (long) (bTransposed ? k : n),
                    beta,
                    matrix(c, cAt, m, n),
                    (long) n);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        check(status, m, n, k);
    }

    /** As {@link #product} with {@code a} and {@code b} in bf16, summed in f32. */
    static void bf16Product(
            boolean aTransposed,
            boolean bTransposed,
            int m,
            int n,
            int k,
            MemorySegment a,
            MemorySegment b,
            float beta,
            float[] c,
            int cAt) {
        int status;
        try {
            SET_THREADS.invokeExact(1);
            status = (int) BF16_GEMM.invokeExact(
                    letter(aTransposed),
                    letter(bTransposed),
                    (long) m,
                    (long) n,
                    (long) k,
                    1f,
                    a,
                    (long) (aTransposed ? m : k),
                    b,
                    (long) (bTransposed ? k : n),
                    beta,
                    matrix(c, cAt, m, n),
                    (long) n);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        check(status, m, n, k);
    }

    /**
     * {@code rows · columns} elements from {@code at}: native code must never see more than is there. Made where it is handed over,
     * or the compiler would not see that it does not outlive the call, and it would be garbage.
     */
    private static MemorySegment matrix(float[] array, int at, int rows, int columns) {
        return MemorySegment.ofArray(array).asSlice((long) at * Float.BYTES, (long) rows * columns * Float.BYTES);
    }

    private static byte letter(boolean transposed) {
        return (byte) (transposed ? 'T' : 'N');
    }

    /** dnnl_status_t: 0 success, 1 out of memory, 2 invalid arguments, 3 unimplemented. */
    private static void check(int status, int m, int n, int k) {
        if (status != 0) { // no varargs on the way of every product: they are garbage
            throw new MuninnException("oneDNN answered status " + status + " to a product of (" + m + ", " + k
                    + ") and (" + k + ", " + n + ")" + (status == 1 ? ": it has no memory left, use fewer rows" : ""));
        }
    }

    /** Such as 3.13.0. */
    static String version() {
        // const dnnl_version_t* dnnl_version(void), which begins with int major, minor, patch
        MethodHandle call =
                Linker.nativeLinker().downcallHandle(LIBRARY.function("dnnl_version"), FunctionDescriptor.of(ADDRESS));
        try {
            MemorySegment version = ((MemorySegment) call.invokeExact()).reinterpret(3L * Integer.BYTES);
            return version.getAtIndex(JAVA_INT, 0) + "." + version.getAtIndex(JAVA_INT, 1) + "."
                    + version.getAtIndex(JAVA_INT, 2);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The instructions that it uses here, as bits of dnnl_cpu_isa_t. */
    static int instructions() {
        MethodHandle call = Linker.nativeLinker()
                .downcallHandle(LIBRARY.function("dnnl_get_effective_cpu_isa"), FunctionDescriptor.of(JAVA_INT));
        try {
            return (int) call.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A call of a C function has no exceptions of its own. */
    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
