package dev.muninn.template;

import java.util.List;

/**
 * Python's tuple.
 *
 * @param names of the members, if it has such
 */
record Tuple(List<Object> items, List<String> names) {
    Tuple(List<Object> items) {
        this(items, List.of());
    }

    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }
}
