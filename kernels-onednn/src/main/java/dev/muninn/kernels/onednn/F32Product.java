package dev.muninn.kernels.onednn;

/** Arrays go to oneDNN as they are. */
record F32Product() implements Product {
    @Override
    public void multiply(
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
            int cAt) {
        Dnnl.product(aTransposed, bTransposed, m, n, k, a, b, bAt, add ? 1 : 0, c, cAt);
    }
}
