package dev.muninn.cli.bench;

import dev.muninn.kernels.KernelProvider;
import dev.muninn.kernels.Limits;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** What {@code threads} threads reach at most: bytes a second from memory, f32 operations a second in registers. */
public record MachineLimits(int threads, double bytesPerSecond, double flops, long bufferBytes, int passes) {
    public static MachineLimits measure(KernelProvider provider, int threads, Effort effort) {
        double bytes = 0;
        double flops = 0;
        try (Limits.Meter meter = Limits.of(provider).open(threads, effort.readBytes())) {
            for (int pass = 0; pass < effort.passes(); pass++) {
                bytes = Math.max(bytes, meter.readBytesPerSecond());
                flops = Math.max(flops, meter.floatOperationsPerSecond());
            }
        }
        return new MachineLimits(threads, bytes, flops, effort.readBytes(), effort.passes());
    }

    public String text() {
        return String.format(
                Locale.ROOT,
                "ceiling: %.1f GB/s read from memory (%d passes over %,d MB), %.0f GFLOP/s f32, %d thread%s",
                bytesPerSecond / 1e9,
                passes,
                bufferBytes >> 20,
                flops / 1e9,
                threads,
                threads == 1 ? "" : "s");
    }

    public void write(ObjectNode json) {
        json.put("threads", threads);
        json.put("readGigabytesPerSecond", bytesPerSecond / 1e9);
        json.put("readBufferBytes", bufferBytes);
        json.put("gigaflops", flops / 1e9);
    }
}
