package dev.muninn.kernels.training;

import java.util.Optional;

/** The reference products: always there, plain loops. */
public final class ScalarLinearProvider implements LinearProvider {
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
        return "plain Java loops, sums in double; the reference, many times slower than vector kernels";
    }

    @Override
    public LinearKernels open(Precision precision) {
        return new ScalarLinearKernels(precision);
    }
}
