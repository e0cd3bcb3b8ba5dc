package dev.muninn.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables, and those of the scope around them. */
final class Scope {
    private final @Nullable Scope around;
    private @Nullable Map<String, Object> variables;

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    /** The value of a variable; null if there is none of that name. */
    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            Object value = scope.variables == null ? null : scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void set(String name, Object value) {
        if (variables == null) {
            variables = new HashMap<>();
        }
        variables.put(name, value);
    }
}
