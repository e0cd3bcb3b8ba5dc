package dev.muninn.template;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Items that are asked for when they are first needed; so what is wrong with them goes unnoticed where they are not. */
final class Deferred implements Iterator<Object> {
    private final Supplier<Iterator<Object>> source;
    private @Nullable Iterator<Object> items;

    Deferred(Supplier<Iterator<Object>> source) {
        this.source = source;
    }

    static Generator generator(Supplier<Iterator<Object>> source) {
        return new Generator("generator", new Deferred(source));
    }

    private Iterator<Object> items() {
        Iterator<Object> known = items;
        if (known == null) {
            known = source.get();
            items = known;
        }
        return known;
    }

    @Override
    public boolean hasNext() {
        return items().hasNext();
    }

    @Override
    public Object next() {
        return items().next();
    }
}
