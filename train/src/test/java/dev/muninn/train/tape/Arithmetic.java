package dev.muninn.train.tape;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import dev.muninn.kernels.training.TrainingKernelProvider;
import dev.muninn.kernels.training.TrainingKernels;
import java.util.List;

/** Kernels to try a pass with, by the name of their providers. */
record Arithmetic(TrainingKernels kernels, LinearKernels linear) {
    static final Arithmetic SCALAR = named("scalar");
    static final Arithmetic VECTOR = named("vector");

    static List<Arithmetic> all() {
        return List.of(SCALAR, VECTOR);
    }

    private static Arithmetic named(String name) {
        return new Arithmetic(
                TrainingKernelProvider.installed().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .open(),
                LinearProvider.installed().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .open(Precision.F32));
    }

    @Override
    public String toString() {
        return kernels.name();
    }
}
