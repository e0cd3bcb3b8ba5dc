package dev.muninn.kernels.vector.training;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.TrainingKernelProvider;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.kernels.vector.VectorProvider;
import java.util.Optional;

/** Training kernels on the JDK's Vector API. Names nothing of the incubator module, as {@link VectorProvider}. */
public final class VectorTrainingProvider implements TrainingKernelProvider {
    private final VectorProvider vectors = new VectorProvider();

    @Override
    public String name() {
        return vectors.name();
    }

    @Override
    public int rank() {
        return vectors.rank();
    }

    @Override
    public Optional<String> unavailable() {
        return vectors.unavailable();
    }

    @Override
    public String description() {
        return vectors.description();
    }

    @Override
    public TrainingKernels open() {
        unavailable().ifPresent(why -> {
            throw new MuninnException("vector kernels cannot be used: " + why);
        });
        return new VectorTraining();
    }
}
