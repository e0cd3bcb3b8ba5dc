package dev.muninn.eval.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Towns joined by roads, one way between any two; no map order but its own, so that texts stay the same. */
final class Tree {
    private final List<String> towns;
    private final List<String> roads = new ArrayList<>();
    private final Map<String, List<String>> neighbours = new TreeMap<>();

    /** Town i + 1 has a road to town {@code shape[i]}, an earlier one. */
    Tree(List<String> towns, List<Integer> shape) {
        this.towns = towns;
        for (int i = 0; i < shape.size(); i++) {
            join(towns.get(shape.get(i)), towns.get(i + 1));
        }
    }

    /** Roads as "a-b". */
    List<String> roads() {
        return roads;
    }

    /** Both ends, in both orders, of every way of {@code length} roads; in the same order in every tree of the same shape. */
    List<List<String>> ends(int length) {
        List<List<String>> ends = new ArrayList<>();
        for (String start : towns) {
            Map<String, Integer> away = new TreeMap<>(Map.of(start, 0));
            Deque<String> open = new ArrayDeque<>(List.of(start));
            while (!open.isEmpty()) {
                String town = open.remove();
                int distance = away.getOrDefault(town, 0);
                if (distance == length) {
                    ends.add(List.of(start, town));
                }
                for (String next : neighboursOf(town)) {
                    if (away.putIfAbsent(next, distance + 1) == null) {
                        open.add(next);
                    }
                }
            }
        }
        return ends;
    }

    /** In words: which new towns each town leads to, nearest first, until the goal is met or there are no more. */
    String search(String start, String goal) {
        StringBuilder words = new StringBuilder();
        List<String> met = new ArrayList<>(List.of(start));
        for (int i = 0; i < met.size(); i++) {
            List<String> fresh = neighboursOf(met.get(i)).stream()
                    .filter(town -> !met.contains(town))
                    .sorted()
                    .toList();
            met.addAll(fresh);
            words.append("From ").append(met.get(i)).append(": ");
            words.append(fresh.isEmpty() ? "none" : String.join(", ", fresh)).append(". ");
            if (fresh.contains(goal)) {
                return words.append("So yes.").toString();
            }
        }
        return words.append("So no.").toString();
    }

    private void join(String a, String b) {
        roads.add(a + "-" + b);
        neighboursOf(a).add(b);
        neighboursOf(b).add(a);
    }

    private List<String> neighboursOf(String town) {
        return neighbours.computeIfAbsent(town, t -> new ArrayList<>());
    }
}
