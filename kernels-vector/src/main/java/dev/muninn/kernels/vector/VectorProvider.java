package dev.muninn.kernels.vector;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KernelOptions;
import dev.muninn.kernels.KernelProvider;
import dev.muninn.kernels.Kernels;
import java.util.Optional;

/**
 * Kernels on the JDK's Vector API. This class names nothing of {@code jdk.incubator.vector}: it must load, and say why it
 * cannot be used, where that module is missing.
 */
public final class VectorProvider implements KernelProvider {
    /** System property that asks for a vector width other than the processor's preferred one: 128, 256 or 512. */
    public static final String BITS = "muninn.vector.bits";

    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public Optional<String> unavailable() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.of("the module " + MODULE + " is not loaded: start java with --add-modules " + MODULE);
        }
        int asked = askedBits();
        int preferred = Width.preferred();
        if (Math.max(preferred, asked) < 128) {
            return Optional.of(
                    "vectors here are " + preferred + " bits wide, at least 128 are needed: use another provider");
        }
        if (asked > preferred) {
            return Optional.of("-D" + BITS + "=" + asked + " asks for more than the " + preferred
                    + " bits of this processor's vectors: ask for less or leave it out");
        }
        return Optional.empty();
    }

    /** The width asked for with {@link #BITS}, 0 if none is. */
    static int askedBits() {
        String asked = System.getProperty(BITS, "0");
        return switch (asked) {
            case "0" -> 0;
            case "128" -> 128;
            case "256" -> 256;
            case "512" -> 512;
            default ->
                throw new MuninnException("-D" + BITS + "=" + asked + " is no vector width: use 128, 256 or 512");
        };
    }

    @Override
    public String description() {
        return Width.bits() + "-bit vectors of the JDK's Vector API";
    }

    @Override
    public Kernels open(KernelOptions options) {
        unavailable().ifPresent(why -> {
            throw new MuninnException("vector kernels cannot be used: " + why);
        });
        return new VectorKernels(options.threads());
    }

    /** Loaded only after the module was found. */
    private static final class Width {
        static int preferred() {
            return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }

        static int bits() {
            return Lanes.FLOATS.vectorBitSize();
        }
    }
}
