package dev.muninn.kernels.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;

/** oneDNN's kernels where they must work, a skipped test elsewhere. */
final class Here {
    private Here() {}

    static LinearKernels open(Precision precision) {
        OnednnProvider provider = new OnednnProvider();
        boolean promised = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        if (!promised) {
            assumeTrue(
                    provider.unavailable().isEmpty(),
                    () -> provider.unavailable().orElseThrow());
        }
        return provider.open(precision);
    }
}
