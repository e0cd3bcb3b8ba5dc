package dev.muninn.cli.bench;

import dev.muninn.kernels.KernelProvider;
import dev.muninn.kernels.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * One of the machine's limits, measured again beside every sample: what a shared machine reaches changes within seconds, so a limit
 * taken before and after a run belongs to another machine.
 */
public final class Ceiling implements AutoCloseable {
    private final Limits.Meter meter;
    private final DoubleSupplier pass;
    private final List<Double> passes = new ArrayList<>();

    private Ceiling(Limits.Meter meter, ToDoubleFunction<Limits.Meter> what, Effort effort) {
        this.meter = meter;
        this.pass = () -> what.applyAsDouble(meter);
        for (int i = 0; i < effort.passes(); i++) {
            passes.add(pass.getAsDouble());
        }
        passes.clear(); // they compiled the loop, and do not count
    }

    /** Bytes a second from memory. */
    public static Ceiling ofReads(KernelProvider provider, int threads, Effort effort) {
        return new Ceiling(
                Limits.of(provider).open(threads, effort.readBytes()), Limits.Meter::readBytesPerSecond, effort);
    }

    /** f32 operations a second. */
    public static Ceiling ofFloats(KernelProvider provider, int threads, Effort effort) {
        return new Ceiling(Limits.of(provider).open(threads, 1), Limits.Meter::floatOperationsPerSecond, effort);
    }

    /** Amount a second, now. */
    double now() {
        double rate = pass.getAsDouble();
        passes.add(rate);
        return rate;
    }

    /** All passes so far, as amounts a second. */
    Spread rates() {
        return Spread.of(passes.stream().mapToDouble(rate -> rate).toArray());
    }

    @Override
    public void close() {
        meter.close();
    }
}
