package dev.muninn.eval.benchmark;

import static dev.muninn.error.MuninnException.require;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** StepGame's nine answers. */
final class Directions {
    private static final Map<Offset, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(new Offset(-1, 0), "left");
        NAMES.put(new Offset(1, 0), "right");
        NAMES.put(new Offset(0, 1), "above");
        NAMES.put(new Offset(0, -1), "below");
        NAMES.put(new Offset(-1, 1), "upper-left");
        NAMES.put(new Offset(1, 1), "upper-right");
        NAMES.put(new Offset(-1, -1), "lower-left");
        NAMES.put(new Offset(1, -1), "lower-right");
        NAMES.put(new Offset(0, 0), "overlap");
    }

    private Directions() {}

    /** The name of a direction. */
    static String name(Offset sign) {
        return Objects.requireNonNull(NAMES.get(sign), sign::toString);
    }

    static Offset named(String name) {
        for (Map.Entry<Offset, String> entry : NAMES.entrySet()) {
            if (entry.getValue().equals(name)) {
                return entry.getKey();
            }
        }
        require(false, "direction '%s'; wanted one of %s", name, NAMES.values());
        throw new AssertionError();
    }
}
