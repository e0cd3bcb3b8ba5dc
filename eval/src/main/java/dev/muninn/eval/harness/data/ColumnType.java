package dev.muninn.eval.harness.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the values of a column have in common, found by looking at all of them. */
sealed interface ColumnType {
    /** Of no value yet. */
    ColumnType NOTHING = new Plain(false);

    /** This or {@code value}'s, whichever holds both. */
    ColumnType with(@Nullable Object value);

    /** {@code value} as the column holds it. */
    @Nullable
    Object conform(@Nullable Object value);

    private static ColumnType of(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> _ -> new Struct(Map.of()).with(value);
            case List<?> _ -> new Items(NOTHING).with(value);
            case Double _ -> new Plain(true);
            case null, default -> NOTHING;
        };
    }

    /**
     * Texts, numbers and truth values.
     *
     * @param real whether some number has a point
     */
    record Plain(boolean real) implements ColumnType {
        @Override
        public ColumnType with(@Nullable Object value) {
            boolean nested = value instanceof Map<?, ?> || value instanceof List<?>;
            return nested ? of(value) : value instanceof Double ? new Plain(true) : this;
        }

        @Override
        public @Nullable Object conform(@Nullable Object value) {
            return real && value instanceof Long whole ? (Object) whole.doubleValue() : value;
        }
    }

    /** Lists. */
    record Items(ColumnType element) implements ColumnType {
        @Override
        public ColumnType with(@Nullable Object value) {
            if (!(value instanceof List<?> items)) {
                return this;
            }
            ColumnType all = element;
            for (Object item : items) {
                all = all.with(item);
            }
            return new Items(all);
        }

        @Override
        public @Nullable Object conform(@Nullable Object value) {
            if (!(value instanceof List<?> items)) {
                return value;
            }
            List<@Nullable Object> conformed = new ArrayList<>(items.size());
            items.forEach(item -> conformed.add(element.conform(item)));
            return conformed;
        }
    }

    /** Mappings: each holds the keys of all. */
    record Struct(Map<String, ColumnType> fields) implements ColumnType {
        @Override
        public ColumnType with(@Nullable Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                return this;
            }
            Map<String, ColumnType> all = new LinkedHashMap<>(fields);
            map.forEach((key, item) -> {
                ColumnType known = all.get(String.valueOf(key));
                all.put(String.valueOf(key), known == null ? of(item) : known.with(item));
            });
            return new Struct(all);
        }

        @Override
        public @Nullable Object conform(@Nullable Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                return value;
            }
            Map<String, @Nullable Object> conformed = new LinkedHashMap<>();
            fields.forEach((key, type) -> conformed.put(key, type.conform(map.get(key))));
            return conformed;
        }
    }
}
