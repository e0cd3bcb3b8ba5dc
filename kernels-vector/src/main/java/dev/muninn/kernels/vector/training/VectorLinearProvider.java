package dev.muninn.kernels.vector.training;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.vector.VectorProvider;
import java.util.Optional;

/** Linear layers on the JDK's Vector API. Names nothing of the incubator module, as {@link VectorProvider}. */
public final class VectorLinearProvider implements LinearProvider {
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
    public LinearKernels open(Precision precision) {
        unavailable().ifPresent(why -> {
            throw new MuninnException("vector kernels cannot be used: " + why);
        });
        return new VectorLinear(precision);
    }
}
