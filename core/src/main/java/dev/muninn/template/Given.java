package dev.muninn.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arguments that a function, filter or test is given. */
record Given(List<Object> positional, Map<String, Object> named) {
    static final Given NOTHING = new Given(List.of(), Map.of());

    /**
     * The arguments in the order of {@code names}, null where none is given.
     *
     * @param what is called, for messages
     * @param required how many of the first must be given
     */
    Bound bind(String what, int required, String... names) {
        if (positional.size() > names.length) {
            throw TemplateFailure.of("%s takes at most %s arguments, found %s", what, names.length, positional.size());
        }
        @Nullable Object[] bound = new @Nullable Object[names.length];
        for (int i = 0; i < positional.size(); i++) {
            bound[i] = positional.get(i);
        }
        named.forEach((name, value) -> {
            int at = List.of(names).indexOf(name);
            if (at < 0 || bound[at] != null) {
                throw TemplateFailure.of(
                        at < 0 ? "%s has no argument '%s'" : "%s is given argument '%s' twice", what, name);
            }
            bound[at] = value;
        });
        for (int i = 0; i < required; i++) {
            if (bound[i] == null) {
                throw TemplateFailure.of("%s lacks argument '%s'", what, names[i]);
            }
        }
        return new Bound(what, names, bound);
    }

    /** Without the first argument. */
    Given rest() {
        return new Given(positional.subList(1, positional.size()), named);
    }

    Given with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(named);
        more.put(name, value);
        return new Given(new ArrayList<>(positional), more);
    }

    /** Arguments by their place. */
    record Bound(String what, String[] names, @Nullable Object[] values) {
        boolean has(int i) {
            return values[i] != null;
        }

        Object get(int i) {
            return Objects.requireNonNull(values[i]);
        }

        Object get(int i, Object otherwise) {
            return Objects.requireNonNullElse(values[i], otherwise);
        }

        boolean truth(int i, boolean otherwise) {
            return has(i) ? Values.truth(get(i)) : otherwise;
        }

        long integer(int i, long otherwise) {
            return has(i) ? integer(i) : otherwise;
        }

        long integer(int i) {
            Object value = get(i);
            if (value instanceof Boolean truth) {
                return truth ? 1 : 0;
            }
            if (value instanceof Long number) {
                return number;
            }
            throw wrong(i, "an integer");
        }

        String text(int i, String otherwise) {
            return has(i) ? text(i) : otherwise;
        }

        String text(int i) {
            String text = Values.asText(get(i));
            if (text == null) {
                throw wrong(i, "a string");
            }
            return text;
        }

        /** None as if nothing were given. */
        boolean isGiven(int i) {
            return has(i) && get(i) != None.NONE;
        }

        private TemplateFailure wrong(int i, String wanted) {
            Object value = get(i);
            return value instanceof Undefined undefined
                    ? undefined.failure()
                    : TemplateFailure.of(
                            "%s: argument '%s' is of type '%s', wanted %s",
                            what, names[i], Values.typeName(value), wanted);
        }
    }
}
