package dev.muninn.train.tape;

/** One call of a kernel, its buffers decided. */
@FunctionalInterface
interface Step {
    /**
     * Computes.
     *
     * @param machine kernels, weights and rows
     * @param a the buffers of the program that the step belongs to, by slot
     */
    void run(Machine machine, float[][] a);
}
