package dev.muninn.eval.benchmark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things and how they lie to one another, as far as sentences connect them. */
final class OffsetGraph {
    /** By thing, then by neighbour: how the neighbour lies from the thing. */
    private final Map<String, Map<String, Offset>> neighbours = new LinkedHashMap<>();

    /**
     * Two things that sentences connect.
     *
     * @param offset how {@code from} lies from {@code to}
     * @param hops sentences between them
     */
    record Pair(String from, String to, Offset offset, int hops) {}

    private record Reached(Offset offset, int hops) {}

    /** {@code from} lies at {@code offset} from {@code to}. */
    void add(String from, Offset offset, String to) {
        neighbours.computeIfAbsent(to, key -> new LinkedHashMap<>()).put(from, offset);
        neighbours.computeIfAbsent(from, key -> new LinkedHashMap<>()).put(to, offset.inverse());
    }

    /** All pairs, both ways round. */
    List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (String to : neighbours.keySet()) {
            reach(to).forEach((from, reached) -> {
                if (!from.equals(to)) {
                    pairs.add(new Pair(from, to, reached.offset(), reached.hops()));
                }
            });
        }
        return pairs;
    }

    private Map<String, Reached> reach(String start) {
        Map<String, Reached> found = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(start));
        found.put(start, new Reached(new Offset(0, 0), 0));
        while (!next.isEmpty()) {
            String at = next.remove();
            Reached here = found.get(at);
            if (here != null) {
                neighbours.getOrDefault(at, Map.of()).forEach((thing, offset) -> {
                    if (!found.containsKey(thing)) {
                        found.put(thing, new Reached(here.offset().plus(offset), here.hops() + 1));
                        next.add(thing);
                    }
                });
            }
        }
        return found;
    }
}
