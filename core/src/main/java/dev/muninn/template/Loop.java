package dev.muninn.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}: where a loop stands. Goes through its items lazily, as a test of the loop may read what its body sets. */
final class Loop implements Function {
    interface Recursion {
        Object render(Object items, int depth);
    }

    private final Comparing comparing;
    private final @Nullable Recursion recursion;
    private final int depth;
    private Iterator<Object> items;
    private int length;
    private int index = -1;
    private @Nullable Object before;
    private @Nullable Object current;
    private @Nullable Object after;
    private @Nullable Object lastChanged;

    /**
     * @param length of all items, or −1 if that is not known before they are gone through
     * @param recursion what a call of the variable does; null if it cannot be called
     */
    Loop(Iterator<Object> items, int length, int depth, @Nullable Recursion recursion, Comparing comparing) {
        this.items = items;
        this.length = length;
        this.depth = depth;
        this.recursion = recursion;
        this.comparing = comparing;
    }

    /** Goes on to the next item; null if there is none. */
    @Nullable
    Object next() {
        Object next = peek();
        after = null;
        if (next != null) {
            index++;
            before = current;
            current = next;
        }
        return next;
    }

    private @Nullable Object peek() {
        if (after == null && items.hasNext()) {
            after = items.next();
        }
        return after;
    }

    int length() {
        if (length < 0) {
            List<Object> rest = new ArrayList<>();
            items.forEachRemaining(rest::add);
            items = rest.iterator();
            length = rest.size() + index + 1 + (after == null ? 0 : 1);
        }
        return length;
    }

    /** A member of the variable; null if it has no such. */
    @Nullable
    Object member(String name) {
        return switch (name) {
            case "index" -> (long) index + 1;
            case "index0" -> (long) index;
            case "revindex" -> (long) length() - index;
            case "revindex0" -> (long) length() - index - 1;
            case "first" -> index == 0;
            case "last" -> peek() == null;
            case "length" -> (long) length();
            case "depth" -> (long) depth + 1;
            case "depth0" -> (long) depth;
            case "previtem" -> index == 0 || before == null ? new Undefined("there is no previous item") : before;
            case "nextitem" -> {
                Object next = peek();
                yield next == null ? new Undefined("there is no next item") : next;
            }
            case "cycle" -> (Function) this::cycle;
            case "changed" -> (Function) this::changed;
            default -> null;
        };
    }

    private Object cycle(Given given) {
        if (given.positional().isEmpty()) {
            throw TemplateFailure.of("loop.cycle wants values to go through");
        }
        return given.positional().get(index % given.positional().size());
    }

    private Object changed(Given given) {
        Tuple now = new Tuple(given.positional());
        boolean changed = lastChanged == null || !comparing.equal(lastChanged, now);
        lastChanged = now;
        return changed;
    }

    @Override
    public Object call(Given given) {
        if (recursion == null) {
            throw TemplateFailure.of("loop can only be called in a loop that is marked 'recursive'");
        }
        return recursion.render(given.bind("loop", 1, "iterable").get(0), depth + 1);
    }

    String described() {
        return "<LoopContext %s/%s>".formatted(index + 1, length());
    }
}
