package dev.muninn.kernels.onednn;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import java.util.Optional;

/**
 * Linear layers on oneDNN 3.13's products, whose library {@code org.bytedeco:dnnl} brings. Loading this class loads no native code;
 * asking whether it is available does.
 */
public final class OnednnProvider implements LinearProvider {
    static final String NAME = "onednn";

    /** dnnl_cpu_isa_t: AVX2, the AVX-512 that oneDNN's own kernels need, and its products of bf16. */
    private static final int AVX2 = 0x7;

    private static final int AVX512 = 0x27;
    private static final int AVX512_BF16 = 0xE7;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int rank() {
        return 200;
    }

    @Override
    public Optional<String> unavailable() {
        return switch (Library.HERE) {
            case Library.Loaded _ -> Optional.empty();
            case Library.Missing missing -> Optional.of(missing.why());
        };
    }

    @Override
    public String description() {
        return "oneDNN " + Dnnl.version() + instructions(Dnnl.instructions());
    }

    private static String instructions(int isa) {
        if (has(isa, AVX512_BF16)) {
            return " with AVX-512 and its products of bf16";
        }
        if (has(isa, AVX512)) {
            return " with AVX-512, without products of bf16: f32 is faster here";
        }
        return has(isa, AVX2) ? " with AVX2; bf16 by its slow reference, prefer f32 here" : "";
    }

    private static boolean has(int isa, int bits) {
        return (isa & bits) == bits;
    }

    /** Throws {@link MuninnException} with the reason if it is not available. */
    @Override
    public LinearKernels open(Precision precision) {
        unavailable().ifPresent(why -> {
            throw new MuninnException("oneDNN's kernels cannot be used: " + why);
        });
        return OnednnLinear.of(precision);
    }
}
