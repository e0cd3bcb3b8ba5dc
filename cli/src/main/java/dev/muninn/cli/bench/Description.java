package dev.muninn.cli.bench;

import dev.muninn.architecture.Architecture;
import dev.muninn.kernels.KernelProvider;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What is measured. */
public final class Description {
    private Description() {}

    public static String text(BenchModel model, KernelProvider provider) {
        Architecture config = model.whole();
        return String.format(
                Locale.ROOT,
                "model: %s, width %d, %d heads, MLP %d, %d + %d + %d blocks, weights %s, %s kernels (%s)%s",
                model.name(),
                config.width(),
                config.attention().heads(),
                config.mlpWidth(),
                config.prelude().blocks(),
                config.core().blocks(),
                config.coda().blocks(),
                model.format().label(),
                provider.name(),
                provider.description(),
                model.coreOnly() ? "; only adapter and core blocks are filled" : "");
    }

    static void write(ObjectNode json, BenchModel model, KernelProvider provider, Effort effort) {
        Architecture config = model.whole();
        json.put("model", model.name());
        json.put("width", config.width());
        json.put("mlpWidth", config.mlpWidth());
        json.put("coreBlocks", config.core().blocks());
        json.put("weights", model.format().label());
        json.put("coreOnly", model.coreOnly());
        json.put("kernels", provider.name());
        json.put("threads", model.kernels().threads());
        json.put("quick", effort.equals(Effort.QUICK));
    }
}
