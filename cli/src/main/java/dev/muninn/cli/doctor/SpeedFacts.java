package dev.muninn.cli.doctor;

import dev.muninn.cli.bench.Effort;
import dev.muninn.cli.bench.MachineLimits;
import dev.muninn.kernels.KernelProvider;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The ceilings, with one thread and with all. */
record SpeedFacts(List<MachineLimits> limits) implements Section {
    static SpeedFacts measure(KernelProvider provider, int cores, Effort effort) {
        MachineLimits one = MachineLimits.measure(provider, 1, effort);
        return new SpeedFacts(cores == 1 ? List.of(one) : List.of(one, MachineLimits.measure(provider, cores, effort)));
    }

    /** The highest rate at which memory was read: more threads than it needs can get in one another's way. */
    double bytesPerSecond() {
        return limits.stream().mapToDouble(MachineLimits::bytesPerSecond).max().orElseThrow();
    }

    @Override
    public List<String> lines() {
        return limits.stream()
                .map(limit -> String.format(
                        Locale.ROOT,
                        "%s%d thread%s: %.1f GB/s read from memory, %.0f GFLOP/s f32 multiply-add",
                        limit.equals(limits.getFirst()) ? "Speed      " : "           ",
                        limit.threads(),
                        limit.threads() == 1 ? "" : "s",
                        limit.bytesPerSecond() / 1e9,
                        limit.flops() / 1e9))
                .toList();
    }

    @Override
    public void write(ObjectNode json) {
        ArrayNode all = json.putArray("limits");
        limits.forEach(limit -> limit.write(all.addObject()));
    }
}
