package dev.muninn.kernels;

import java.util.Optional;

/** The reference kernels: always there, plain loops. */
public final class ScalarProvider implements KernelProvider {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "plain Java loops, one thread; the reference, 10 to 50 times slower than vector kernels";
    }

    @Override
    public Kernels open(KernelOptions options) {
        return new ScalarKernels();
    }
}
