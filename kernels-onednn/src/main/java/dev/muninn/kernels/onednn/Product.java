package dev.muninn.kernels.onednn;

/** A product of matrices in one precision. */
interface Product {
    /**
     * {@code c (m, n) = a (m, k) · b (k, n)}, or {@code +=} if {@code add}; a transposed factor lies in memory as its
     * transpose. {@code a} starts at 0 of its array, {@code b} and {@code c} at {@code bAt} and {@code cAt}.
     */
    void multiply(
            boolean aTransposed,
            boolean bTransposed,
            int m,
            int n,
            int k,
            float[] a,
            float[] b,
            int bAt,
            boolean add,
            float[] c,
            int cAt);
}
