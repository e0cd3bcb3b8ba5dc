package dev.muninn.eval.harness.task;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping of a task file, read with suspicion: messages say the file, the key, what was found and what was wanted. */
final class TaskFields {
    private final String file;
    private final String prefix;
    private final Map<String, @Nullable Object> values;
    private final Set<String> asked = new LinkedHashSet<>();

    TaskFields(String file, String prefix, Map<String, @Nullable Object> values) {
        this.file = file;
        this.prefix = prefix;
        this.values = values;
    }

    String file() {
        return file;
    }

    /** The value as it stands, null if it is absent. */
    @Nullable
    Object raw(String key) {
        asked.add(key);
        return values.get(key);
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    Optional<String> string(String key) {
        return switch (raw(key)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Object other -> throw wrong(key, other, "a text");
        };
    }

    String string(String key, String fallback) {
        return string(key).orElse(fallback);
    }

    boolean flag(String key, boolean fallback) {
        return switch (raw(key)) {
            case null -> fallback;
            case Boolean flag -> flag;
            case Object other -> throw wrong(key, other, "true or false");
        };
    }

    OptionalInt integer(String key, int least, int most) {
        return switch (raw(key)) {
            case null -> OptionalInt.empty();
            case Long number when number >= least && number <= most -> OptionalInt.of(Math.toIntExact(number));
            case Object other -> throw wrong(key, other, "a whole number from %d to %d".formatted(least, most));
        };
    }

    /** Texts, or a single one. */
    List<String> strings(String key) {
        return switch (raw(key)) {
            case null -> List.of();
            case String text -> List.of(text);
            case List<?> items -> {
                List<String> texts = new ArrayList<>();
                for (Object item : items) {
                    if (!(item instanceof String text)) {
                        throw wrong(key, item, "a list of texts");
                    }
                    texts.add(text);
                }
                yield texts;
            }
            case Object other -> throw wrong(key, other, "a text or a list of texts");
        };
    }

    Optional<TaskFields> object(String key) {
        Object found = raw(key);
        return found == null ? Optional.empty() : Optional.of(object(key, found));
    }

    /** The mappings of a list. */
    List<TaskFields> objects(String key) {
        return switch (raw(key)) {
            case null -> List.of();
            case List<?> items -> {
                List<TaskFields> objects = new ArrayList<>();
                for (Object item : items) {
                    objects.add(object(key + "[" + objects.size() + "]", item));
                }
                yield objects;
            }
            case Object other -> throw wrong(key, other, "a list");
        };
    }

    private TaskFields object(String key, @Nullable Object found) {
        if (!(found instanceof Map<?, ?> map)) {
            throw wrong(key, found, "keys and values");
        }
        return new TaskFields(file, prefix + key + ".", texts(map));
    }

    /** A mapping with its keys as texts. */
    static Map<String, @Nullable Object> texts(Map<?, ?> map) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put(String.valueOf(key), value));
        return values;
    }

    /** All keys and values. */
    Map<String, @Nullable Object> values() {
        return values;
    }

    /** Refuses a key that would need what is not here. */
    void refuse(String key, String reason) {
        Object found = raw(key);
        if (found != null && !found.equals(false)) {
            throw new MuninnException("%s: %s%s: %s".formatted(file, prefix, key, reason));
        }
    }

    /** Refuses keys that nobody asked for. */
    void done(String what) {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                throw new MuninnException(
                        "%s: %s%s is unknown; %s has %s".formatted(file, prefix, key, what, String.join(", ", asked)));
            }
        }
    }

    MuninnException wrong(String key, @Nullable Object found, String wanted) {
        String text = PythonText.repr(found);
        return new MuninnException("%s: %s%s: found %s, wanted %s"
                .formatted(file, prefix, key, text.length() > 80 ? text.substring(0, 80) + "..." : text, wanted));
    }
}
