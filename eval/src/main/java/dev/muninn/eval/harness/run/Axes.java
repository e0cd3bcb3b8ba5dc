package dev.muninn.eval.harness.run;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.exit.ExitSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The settings of a run: every combination of what is wanted of each axis.
 *
 * @param recurrences depths, at least one
 * @param exits criteria; {@code none} for full depth
 * @param slots policies of keys and values
 * @param weights formats; the empty text for weights as they are stored
 */
public record Axes(List<Integer> recurrences, List<String> exits, List<String> slots, List<String> weights) {
    public Axes {
        require(!recurrences.isEmpty(), "--recurrences: no depth is named");
        recurrences.forEach(r -> require(r >= 1 && r <= 100_000, "--recurrences: found %d, wanted 1 to 100,000", r));
        recurrences = List.copyOf(new TreeSet<>(recurrences));
        exits.forEach(ExitSpec::parse);
        slots.forEach(SlotPolicy::parse);
    }

    /** Depths and nothing else. */
    public static Axes depths(List<Integer> recurrences) {
        return new Axes(recurrences, List.of(Setting.NO_EXIT), List.of(Setting.FULL), List.of(Setting.STORED));
    }

    int[] depths() {
        return recurrences.stream().mapToInt(Integer::intValue).toArray();
    }

    /** All settings with weights in a format. */
    List<Setting> settings(String format) {
        List<Setting> settings = new ArrayList<>();
        for (String slot : slots) {
            for (String exit : exits) {
                recurrences.forEach(r -> settings.add(new Setting(format, r, exit, slot)));
            }
        }
        return settings;
    }
}
