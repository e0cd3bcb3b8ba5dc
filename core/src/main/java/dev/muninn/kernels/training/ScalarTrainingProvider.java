package dev.muninn.kernels.training;

import java.util.Optional;

/** The reference kernels: always there, plain loops. */
public final class ScalarTrainingProvider implements TrainingKernelProvider {
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
    public TrainingKernels open() {
        return new ScalarTrainingKernels();
    }
}
