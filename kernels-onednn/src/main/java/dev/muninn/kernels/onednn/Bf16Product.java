package dev.muninn.kernels.onednn;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Rounds both factors into arrays of the calling thread, then multiplies those. */
final class Bf16Product implements Product {
    private final Bf16Rounding rounding = Bf16Rounding.fastest();
    private final ThreadLocal<Factors> factors = ThreadLocal.withInitial(Factors::new);

    /** As large as the largest so far. */
    private static final class Factors {
        short[] a = {};
        short[] b = {};
        MemorySegment segmentA = MemorySegment.ofArray(a);
        MemorySegment segmentB = MemorySegment.ofArray(b);

        void hold(int sizeA, int sizeB) {
            if (a.length < sizeA) {
                a = new short[sizeA];
                segmentA = MemorySegment.ofArray(a);
            }
            if (b.length < sizeB) {
                b = new short[sizeB];
                segmentB = MemorySegment.ofArray(b);
            }
        }
    }

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
        int sizeA = Math.multiplyExact(m, k);
        int sizeB = Math.multiplyExact(k, n);
        Objects.checkFromIndexSize(0, sizeA, a.length);
        Objects.checkFromIndexSize(bAt, sizeB, b.length);
        Factors held = factors.get();
        held.hold(sizeA, sizeB);
        rounding.round(a, 0, held.a, sizeA);
        rounding.round(b, bAt, held.b, sizeB);
        Dnnl.bf16Product(aTransposed, bTransposed, m, n, k, held.segmentA, held.segmentB, add ? 1 : 0, c, cAt);
    }
}
