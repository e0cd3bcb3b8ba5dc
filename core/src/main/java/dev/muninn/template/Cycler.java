package dev.muninn.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives values in turn. */
final class Cycler {
    private final List<Object> values;
    private int at;

    Cycler(List<Object> values) {
        if (values.isEmpty()) {
            throw TemplateFailure.of("cycler wants values to go through");
        }
        this.values = values;
    }

    /** A member; null if it has no such. */
    @Nullable
    Object member(String name) {
        return switch (name) {
            case "next" ->
                (Function) given -> {
                    Object value = values.get(at);
                    at = (at + 1) % values.size();
                    return value;
                };
            case "reset" ->
                (Function) given -> {
                    at = 0;
                    return None.NONE;
                };
            case "current" -> values.get(at);
            case "pos" -> (long) at;
            case "items" -> new Tuple(values);
            default -> null;
        };
    }
}
