package dev.muninn.kernels;

import static dev.muninn.error.MuninnException.require;

/**
 * How kernels compute.
 *
 * @param threads threads that compute, the caller's included
 */
public record KernelOptions(int threads, Numerics numerics) {
    /** What is promised of the bits of a result. */
    public enum Numerics {
        /** A row's result does not depend on the rows beside it, the number of threads or the size of blocks. */
        EXACT
    }

    public KernelOptions {
        require(threads >= 1 && threads <= 1024, "threads are 1 to 1024, found %d", threads);
    }

    public static KernelOptions exact(int threads) {
        return new KernelOptions(threads, Numerics.EXACT);
    }
}
