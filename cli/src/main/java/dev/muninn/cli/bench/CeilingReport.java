package dev.muninn.cli.bench;

import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Says how high a ceiling was during a run, and how steady. */
final class CeilingReport {
    private CeilingReport() {}

    /** {@code key} names the median in JSON, in units of 10^9 a second. */
    static void write(ObjectNode json, Consumer<String> say, Spread rates, String key, String unit, Effort effort) {
        say.accept(String.format(
                Locale.ROOT,
                "ceiling during the run: median %.1f %s (min %.1f, max %.1f, %d passes, one beside each sample)",
                rates.median() / 1e9,
                unit,
                rates.min() / 1e9,
                rates.max() / 1e9,
                rates.samples()));
        json.put(key, rates.median() / 1e9);
        json.put(key + "Min", rates.min() / 1e9);
        json.put(key + "Max", rates.max() / 1e9);
        json.put("passes", rates.samples());
        json.put("readBufferBytes", effort.readBytes());
    }
}
