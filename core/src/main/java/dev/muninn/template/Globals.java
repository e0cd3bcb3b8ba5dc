package dev.muninn.template;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The functions that every template knows. */
final class Globals {
    private Globals() {}

    static Scope scope(Clock clock) {
        Scope scope = new Scope(null);
        scope.set("range", (Function) Globals::range);
        scope.set("dict", (Function) Globals::dict);
        scope.set("namespace", (Function) Globals::namespace);
        scope.set("cycler", (Function) given -> new Cycler(given.positional()));
        scope.set("joiner", (Function) Globals::joiner);
        scope.set("raise_exception", (Function) Globals::raise);
        scope.set("strftime_now", (Function)
                given -> Strftime.format(given.bind("strftime_now", 1, "format").text(0), ZonedDateTime.now(clock)));
        return scope;
    }

    private static Object range(Given given) {
        if (given.positional().size() == 1) {
            return new Range(0, given.bind("range", 1, "stop").integer(0), 1);
        }
        Given.Bound bound = given.bind("range", 2, "start", "stop", "step");
        return new Range(bound.integer(0), bound.integer(1), bound.integer(2, 1));
    }

    private static Map<Object, Object> dict(Given given) {
        Map<Object, Object> made = new LinkedHashMap<>();
        if (!given.positional().isEmpty()) {
            Object from = new Given(given.positional(), Map.of())
                    .bind("dict", 1, "from")
                    .get(0);
            if (from instanceof Map<?, ?> map) {
                made.putAll(map);
            } else {
                Iterator<Object> pairs = Values.iterate(from);
                while (pairs.hasNext()) {
                    Iterator<Object> pair = Values.iterate(pairs.next());
                    Object key = pair.hasNext() ? pair.next() : None.NONE;
                    if (!pair.hasNext()) {
                        throw TemplateFailure.of("dict wants pairs of keys and values");
                    }
                    Values.put(made, key, pair.next());
                }
            }
        }
        made.putAll(given.named());
        return made;
    }

    private static Object namespace(Given given) {
        Namespace namespace = new Namespace();
        dict(given).forEach((key, value) -> namespace.set(String.valueOf(key), value));
        return namespace;
    }

    private static Object joiner(Given given) {
        String separator = given.bind("joiner", 0, "sep").text(0, ", ");
        boolean[] used = new boolean[1];
        return (Function) nothing -> {
            String text = used[0] ? separator : "";
            used[0] = true;
            return text;
        };
    }

    /** How a template refuses a chat, for example one that does not alternate between user and assistant. */
    private static Object raise(Given given) {
        String message =
                String.valueOf(given.bind("raise_exception", 1, "message").get(0));
        throw TemplateFailure.of("the template refuses these messages: %s", message);
    }
}
