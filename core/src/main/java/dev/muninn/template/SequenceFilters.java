package dev.muninn.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters of lists and dicts. */
final class SequenceFilters {
    static final Set<String> NAMES = Set.of(
            "batch",
            "dictsort",
            "first",
            "groupby",
            "items",
            "join",
            "last",
            "list",
            "map",
            "max",
            "min",
            "reject",
            "rejectattr",
            "reverse",
            "select",
            "selectattr",
            "slice",
            "sort",
            "sum",
            "unique");

    private final Operations operations;
    private final Filters filters;
    private final Tests tests;

    SequenceFilters(Operations operations, Filters filters, Tests tests) {
        this.operations = operations;
        this.filters = filters;
        this.tests = tests;
    }

    Object apply(String name, Object value, Given given) {
        return switch (name) {
            case "list" -> {
                given.bind(name, 0);
                yield list(value);
            }
            case "first" -> {
                Iterator<Object> items = Values.iterate(value);
                yield items.hasNext() ? items.next() : new Undefined("there is no first item");
            }
            case "last" -> last(value);
            case "reverse" -> reverse(value);
            case "join" -> join(value, given.bind(name, 0, "d", "attribute"));
            case "items" -> items(value);
            case "map" -> Deferred.generator(() -> mapped(value, mapping(given)));
            case "select", "reject" ->
                Deferred.generator(() -> selected(value, test(given), x -> x, name.equals("select")));
            case "selectattr", "rejectattr" -> selectedByAttribute(value, given, name.equals("selectattr"));
            case "sort" -> sort(value, given.bind(name, 0, "reverse", "case_sensitive", "attribute"));
            case "dictsort" -> dictSort(value, given.bind(name, 0, "case_sensitive", "by", "reverse"));
            case "unique" -> unique(value, given.bind(name, 0, "case_sensitive", "attribute"));
            case "min", "max" -> extreme(value, given.bind(name, 0, "case_sensitive", "attribute"), name.equals("min"));
            case "sum" -> sum(value, given.bind(name, 0, "attribute", "start"));
            case "groupby" -> group(value, given.bind(name, 1, "attribute", "default", "case_sensitive"));
            case "batch" -> {
                Given.Bound bound = given.bind(name, 1, "linecount", "fill_with");
                yield Deferred.generator(() -> batch(value, bound));
            }
            case "slice" -> {
                Given.Bound bound = given.bind(name, 1, "slices", "fill_with");
                yield Deferred.generator(() -> slice(value, bound));
            }
            default -> throw TemplateFailure.of("there is no filter '%s' here", name);
        };
    }

    private List<Object> list(Object value) {
        List<Object> list = new ArrayList<>();
        Iterator<Object> items = Values.iterate(value);
        while (items.hasNext()) {
            operations.budget().step();
            list.add(items.next());
        }
        return list;
    }

    private Object last(Object value) {
        if (value instanceof Generator) {
            throw TemplateFailure.of("'generator' has no last item; make it a list before");
        }
        List<Object> all = list(value);
        return all.isEmpty() ? new Undefined("there is no last item") : all.getLast();
    }

    private Object reverse(Object value) {
        String text = Values.asText(value);
        if (text != null) {
            String reversed = new StringBuilder(text).reverse().toString();
            return value instanceof Markup ? new Markup(reversed) : reversed;
        }
        List<Object> all = list(value);
        Collections.reverse(all);
        return value instanceof Generator ? all : new Generator("list_reverseiterator", all.iterator());
    }

    private Object join(Object value, Given.Bound bound) {
        String separator = bound.has(0) ? operations.printing().text(bound.get(0)) : "";
        Attributes attribute = attribute(bound.isGiven(1) ? bound.get(1) : None.NONE, false);
        StringBuilder out = new StringBuilder();
        Iterator<Object> items = Values.iterate(value);
        for (int i = 0; items.hasNext(); i++) {
            String item = operations.printing().text(attribute.read(items.next()));
            operations.budget().text(separator.length() + item.length());
            operations.budget().step();
            out.append(i == 0 ? "" : separator).append(item);
        }
        return out.toString();
    }

    private Attributes attribute(Object path, boolean ignoreCase) {
        return new Attributes(operations.members(), path, ignoreCase, null);
    }

    private Object items(Object value) {
        return Deferred.generator(() -> {
            if (value instanceof Undefined) {
                return List.<Object>of().iterator();
            }
            if (!(value instanceof Map<?, ?> map)) {
                throw TemplateFailure.of("items wants a dict, found '%s'", Values.typeName(value));
            }
            return operations.members().items(Values.dict(map)).iterator();
        });
    }

    private Function<Object, Object> mapping(Given given) {
        if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
            Given.Bound bound = given.bind("map", 0, "attribute", "default");
            return new Attributes(operations.members(), bound.get(0), false, bound.has(1) ? bound.get(1) : null)::read;
        }
        if (given.positional().isEmpty()) {
            throw TemplateFailure.of("map wants the name of a filter, or an attribute");
        }
        String name = operations.printing().text(given.positional().getFirst());
        return item -> filters.apply(name, item, given.rest());
    }

    private Iterator<Object> mapped(Object value, Function<Object, Object> mapping) {
        if (!Values.truth(value)) {
            return List.<Object>of().iterator();
        }
        Iterator<Object> items = Values.iterate(value);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Object next() {
                operations.budget().step();
                return mapping.apply(items.next());
            }
        };
    }

    private Predicate<Object> test(Given given) {
        if (given.positional().isEmpty()) {
            return Values::truth;
        }
        String name = operations.printing().text(given.positional().getFirst());
        return item -> tests.holds(name, item, given.rest());
    }

    private Object selectedByAttribute(Object value, Given given, boolean wanted) {
        return Deferred.generator(() -> {
            if (given.positional().isEmpty()) {
                throw TemplateFailure.of("selectattr wants the name of an attribute");
            }
            Attributes attribute = attribute(given.positional().getFirst(), false);
            return selected(value, test(given.rest()), attribute::read, wanted);
        });
    }

    private Iterator<Object> selected(
            Object value, Predicate<Object> test, Function<Object, Object> read, boolean wanted) {
        if (!Values.truth(value)) {
            return List.<Object>of().iterator();
        }
        return new Selection(Values.iterate(value), item -> {
            operations.budget().step();
            return test.test(read.apply(item)) == wanted;
        });
    }

    private Comparator<Object> order(Function<Object, Object> key) {
        return (a, b) -> {
            Object left = key.apply(a);
            Object right = key.apply(b);
            return operations.comparing().compare(left, right, "<");
        };
    }

    private List<Object> sorted(List<Object> items, Function<Object, Object> key, boolean reverse) {
        List<Tuple> keyed = new ArrayList<>();
        items.forEach(item -> keyed.add(Tuple.of(key.apply(item), item)));
        Comparator<Object> order = order(pair -> ((Tuple) pair).items().getFirst());
        keyed.sort(reverse ? order.reversed() : order);
        List<Object> sorted = new ArrayList<>();
        keyed.forEach(pair -> sorted.add(pair.items().getLast()));
        return sorted;
    }

    private Object sort(Object value, Given.Bound bound) {
        Object path = bound.get(2, None.NONE);
        List<Attributes> attributes = new ArrayList<>();
        List<Object> paths = path instanceof String text ? Text.split(text, ",", -1, true) : List.of(path);
        paths.forEach(part -> attributes.add(attribute(part, !bound.truth(1, false))));
        return sorted(
                list(value),
                item -> new Tuple(
                        attributes.stream().map(part -> part.read(item)).toList()),
                bound.truth(0, false));
    }

    private Object dictSort(Object value, Given.Bound bound) {
        String by = bound.text(1, "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw TemplateFailure.of("dictsort sorts by 'key' or 'value', found '%s'", by);
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw TemplateFailure.of("dictsort wants a dict, found '%s'", Values.typeName(value));
        }
        Attributes read = attribute(None.NONE, !bound.truth(0, false));
        return sorted(
                operations.members().items(Values.dict(map)),
                pair -> read.read(((Tuple) pair).items().get(by.equals("key") ? 0 : 1)),
                bound.truth(2, false));
    }

    private Object unique(Object value, Given.Bound bound) {
        Attributes attribute = attribute(bound.get(1, None.NONE), !bound.truth(0, false));
        Map<Object, Object> seen = new LinkedHashMap<>();
        return Deferred.generator(() -> new Selection(Values.iterate(value), item -> {
            operations.budget().step();
            Object key = attribute.read(item);
            boolean isNew = Values.key(seen, key) == null;
            seen.put(key, None.NONE);
            return isNew;
        }));
    }

    private Object extreme(Object value, Given.Bound bound, boolean least) {
        Attributes attribute = attribute(bound.get(1, None.NONE), !bound.truth(0, false));
        Comparator<Object> order = order(attribute::read);
        Iterator<Object> items = Values.iterate(value);
        Object best = null;
        while (items.hasNext()) {
            Object item = items.next();
            if (best == null || (least ? order.compare(item, best) < 0 : order.compare(item, best) > 0)) {
                best = item;
            }
        }
        return best == null ? new Undefined("there is no item to choose from") : best;
    }

    private Object sum(Object value, Given.Bound bound) {
        Attributes attribute = attribute(bound.get(0, None.NONE), false);
        Object sum = bound.get(1, 0L);
        if (Values.asText(sum) != null) {
            throw TemplateFailure.of("sum adds numbers, found a text; use join");
        }
        Iterator<Object> items = Values.iterate(value);
        while (items.hasNext()) {
            operations.budget().step();
            sum = operations.operators().apply("+", sum, attribute.read(items.next()));
        }
        return sum;
    }

    private Object group(Object value, Given.Bound bound) {
        Object standard = bound.has(1) ? bound.get(1) : null;
        Attributes read = new Attributes(operations.members(), bound.get(0), !bound.truth(2, false), standard);
        Attributes shown = new Attributes(operations.members(), bound.get(0), false, standard);
        List<Object> groups = new ArrayList<>();
        List<Object> members = new ArrayList<>();
        Object key = null;
        for (Object item : sorted(list(value), read::read, false)) {
            Object next = read.read(item);
            if (key == null || !operations.comparing().equal(key, next)) {
                members = new ArrayList<>();
                groups.add(new Tuple(List.of(shown.read(item), members), List.of("grouper", "list")));
                key = next;
            }
            members.add(item);
        }
        return groups;
    }

    private Iterator<Object> batch(Object value, Given.Bound bound) {
        long size = bound.integer(0);
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object item : list(value)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            fill(batch, size - batch.size(), bound);
            batches.add(batch);
        }
        return batches.iterator();
    }

    private void fill(List<Object> items, long missing, Given.Bound bound) {
        if (bound.isGiven(1) && missing > 0) {
            operations.budget().steps(missing);
            for (long i = 0; i < missing; i++) {
                items.add(bound.get(1));
            }
        }
    }

    private Iterator<Object> slice(Object value, Given.Bound bound) {
        List<Object> all = list(value);
        long slices = bound.integer(0);
        if (slices == 0) {
            throw TemplateFailure.of("slice wants a number of slices above 0");
        }
        operations.budget().steps(Math.max(0, slices));
        List<Object> made = new ArrayList<>();
        long begin = 0;
        for (long i = 0; i < slices; i++) {
            boolean longer = i < all.size() % slices;
            long end = begin + all.size() / slices + (longer ? 1 : 0);
            List<Object> part = new ArrayList<>(all.subList((int) begin, (int) end));
            fill(part, longer ? 0 : 1, bound);
            made.add(part);
            begin = end;
        }
        return made.iterator();
    }

    /** Those items that pass a test, looked at one by one. */
    private static final class Selection implements Iterator<Object> {
        private final Iterator<Object> items;
        private final Predicate<Object> test;
        private @Nullable Object next;

        Selection(Iterator<Object> items, Predicate<Object> test) {
            this.items = items;
            this.test = test;
        }

        @Override
        public boolean hasNext() {
            while (next == null && items.hasNext()) {
                Object item = items.next();
                next = test.test(item) ? item : null;
            }
            return next != null;
        }

        @Override
        public Object next() {
            Object found = hasNext() ? next : null;
            next = null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            return found;
        }
    }
}
