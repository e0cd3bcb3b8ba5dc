package dev.muninn.architecture;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layers of a dense model that are repeated, without any training: those before it become the prelude, those after it the coda, and
 * depth works as in any looped model. At one recurrence it is the dense model to the bit.
 *
 * @param first counted from 0
 * @param last included
 */
public record Band(int first, int last) {
    /** Recurrences where none are asked for: the band once more than it was trained for. */
    private static final int RECURRENCES = 2;

    private static final Pattern SPEC = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    public Band {
        require(first <= last, "--loop %d-%d: the first layer comes after the last", first, last);
    }

    /** Parses {@code 12-18}, or {@code 12} for a single layer. */
    public static Band parse(String spec) {
        Matcher band = SPEC.matcher(spec.contains("-") ? spec : spec + "-" + spec);
        if (!band.matches()) {
            throw new MuninnException(
                    "--loop: found '%s', wanted the first and last layer to repeat, such as 12-18".formatted(spec));
        }
        return new Band(Integer.parseInt(band.group(1)), Integer.parseInt(band.group(2)));
    }

    /** {@code dense} with this band repeated; its parameters stay where they are. */
    public Architecture of(Architecture dense) {
        require(
                dense.loop().equals(Loop.ONCE),
                "--loop %s: this model (%s) has a loop of its own; only a dense model's layers can be looped",
                this,
                dense.family());
        require(last < dense.layers(), "--loop %s: the model's layers are 0 to %d", this, dense.layers() - 1);
        return dense.looped(
                dense.family(),
                Architecture.Stack.of(first),
                Architecture.Stack.of(last - first + 1),
                Architecture.Stack.of(dense.layers() - 1 - last),
                Loop.of(new Depth.Sampled(RECURRENCES, RECURRENCES), Injection.NONE, Loop.Start.INPUT));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
