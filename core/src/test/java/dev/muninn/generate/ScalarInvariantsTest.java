package dev.muninn.generate;

import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.ScalarKernels;
import org.junit.jupiter.api.Nested;

/** The invariants on the reference kernels. */
class ScalarInvariantsTest {
    @Nested
    class Forward extends ForwardInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new ScalarKernels();
        }
    }

    @Nested
    class Decodings extends DecodingInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new ScalarKernels();
        }
    }

    @Nested
    class Crowds extends CrowdInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new ScalarKernels();
        }
    }

    @Nested
    class Convolutions extends ConvolutionInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new ScalarKernels();
        }
    }

    @Nested
    class Memory extends MemoryInvariants {
        @Override
        protected Kernels kernels(int threads) {
            return new ScalarKernels();
        }
    }
}
