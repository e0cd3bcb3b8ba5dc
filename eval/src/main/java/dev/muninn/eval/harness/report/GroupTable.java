package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.score.Figure;
import dev.muninn.eval.harness.score.GroupFigures;
import dev.muninn.eval.harness.task.GroupConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Figures of groups at a setting, out of those of their tasks. */
final class GroupTable {
    private final List<GroupConfig> groups;
    private final Map<String, Grades> tasks = new LinkedHashMap<>();

    GroupTable(List<GroupConfig> groups, List<Grades> grades) {
        this.groups = groups;
        grades.forEach(each -> tasks.put(each.planned().name(), each));
    }

    /** By group; a group that is a mere list has none. */
    Map<GroupConfig, Map<Grades.Key, Figure>> figures() {
        Map<GroupConfig, Map<Grades.Key, Figure>> all = new LinkedHashMap<>();
        groups.forEach(group -> all.put(group, figures(group)));
        return all;
    }

    private Map<Grades.Key, Figure> figures(GroupConfig group) {
        Map<Grades.Key, Figure> figures = new LinkedHashMap<>();
        List<Grades> leaves = leaves(group.name(), new LinkedHashSet<>()).stream()
                .filter(tasks::containsKey)
                .map(tasks::get)
                .toList();
        for (GroupConfig.Aggregate aggregate : group.aggregates()) {
            for (String filter : aggregate.filters().orElseGet(() -> filters(leaves, aggregate.metric()))) {
                Grades.Key key = new Grades.Key(aggregate.metric(), filter);
                List<Figure> found = leaves.stream()
                        .filter(leaf -> leaf.figures().containsKey(key))
                        .map(leaf -> leaf.figures().get(key))
                        .toList();
                if (!found.isEmpty()) {
                    figures.put(key, GroupFigures.mean(found, aggregate.bySize()));
                }
            }
        }
        return figures;
    }

    private static List<String> filters(List<Grades> leaves, String metric) {
        Set<String> filters = new TreeSet<>();
        leaves.forEach(leaf -> leaf.figures().keySet().stream()
                .filter(key -> key.metric().equals(metric))
                .forEach(key -> filters.add(key.filter())));
        return List.copyOf(filters);
    }

    /** Tasks below a group, through the groups in it. */
    private Set<String> leaves(String name, Set<String> seen) {
        Set<String> leaves = new LinkedHashSet<>();
        List<GroupConfig> found =
                groups.stream().filter(group -> group.name().equals(name)).toList();
        if (found.isEmpty()) {
            leaves.add(name);
        } else if (seen.add(name)) {
            List<String> children = new ArrayList<>();
            found.forEach(group -> children.addAll(group.children()));
            children.forEach(child -> leaves.addAll(leaves(child, seen)));
        }
        return leaves;
    }
}
