package dev.muninn.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** Members that can be set from within loops. */
record Namespace(Map<String, Object> members) {
    Namespace() {
        this(new LinkedHashMap<>());
    }

    void set(String name, Object value) {
        if (name.startsWith("_")) {
            throw TemplateFailure.of("a namespace has no members that begin with '_', found '%s'", name);
        }
        members.put(name, value);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
