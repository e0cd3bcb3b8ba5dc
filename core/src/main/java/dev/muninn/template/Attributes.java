package dev.muninn.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads attributes by a path such as {@code function.name}, as filters are given one. */
final class Attributes {
    private final Members members;
    private final List<Object> path;
    private final boolean ignoreCase;
    private final @Nullable Object standard;

    /**
     * @param path with dots; None for the value itself
     * @param ignoreCase whether strings are read in lower case
     * @param standard what stands for an attribute that is not there; null for nothing
     */
    Attributes(Members members, Object path, boolean ignoreCase, @Nullable Object standard) {
        this.members = members;
        this.path = steps(path);
        this.ignoreCase = ignoreCase;
        this.standard = standard == None.NONE ? null : standard;
    }

    private static List<Object> steps(Object path) {
        String text = Values.asText(path);
        if (text == null) {
            return path == None.NONE ? List.of() : List.of(path);
        }
        List<Object> steps = new ArrayList<>();
        for (Object step : Text.split(text, ".", -1, true)) {
            String name = (String) step;
            boolean isIndex =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            steps.add(isIndex ? (Object) Long.parseLong(name) : name);
        }
        return steps;
    }

    Object read(Object value) {
        Object at = value;
        for (Object step : path) {
            at = members.item(at, step);
            at = at instanceof Undefined && standard != null ? standard : at;
        }
        return ignoreCase ? lower(at) : at;
    }

    private static Object lower(Object value) {
        String text = Values.asText(value);
        return text == null ? value : text.toLowerCase(Locale.ROOT);
    }
}
