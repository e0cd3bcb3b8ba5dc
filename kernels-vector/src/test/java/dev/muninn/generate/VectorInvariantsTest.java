package dev.muninn.generate;

import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.vector.VectorProvider;
import org.junit.jupiter.api.Nested;

/** The invariants on vector kernels: the engine's promises rest on theirs. */
class VectorInvariantsTest {
    @Nested
    class Forward extends ForwardInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new VectorProvider().open(KernelOptions.exact(threads));
        }
    }

    @Nested
    class Decodings extends DecodingInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new VectorProvider().open(KernelOptions.exact(threads));
        }
    }

    @Nested
    class Crowds extends CrowdInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new VectorProvider().open(KernelOptions.exact(threads));
        }

        @Override
        protected int[] threads() {
            return new int[] {1, 2};
        }
    }

    @Nested
    class Convolutions extends ConvolutionInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new VectorProvider().open(KernelOptions.exact(threads));
        }
    }

    @Nested
    class Memory extends MemoryInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new VectorProvider().open(KernelOptions.exact(threads));
        }
    }
}
