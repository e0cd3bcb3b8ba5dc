package dev.muninn.train.recipe;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a recipe decides a run's results, as texts by key: two recipes with the same facts give the same weights at the same step.
 * Left out are threads, checkpoints, where the output goes, and how many steps there are.
 */
public record RecipeFacts(Map<String, String> facts) {
    private static final List<String> WITHOUT_EFFECT =
            List.of("steps", "threads", "checkpoints", "output", "compute.recompute");

    public RecipeFacts {
        facts = new TreeMap<>(facts);
    }

    public static RecipeFacts of(Recipe recipe) {
        Map<String, String> facts = new TreeMap<>();
        add("", recipe, facts);
        return new RecipeFacts(facts);
    }

    private static void add(String key, Object value, Map<String, String> facts) {
        if (value instanceof Record entry) {
            facts.put(key + "is", entry.getClass().getSimpleName());
            for (RecordComponent component : entry.getClass().getRecordComponents()) {
                if (!WITHOUT_EFFECT.contains(key + component.getName())) {
                    add(key + component.getName() + ".", read(entry, component), facts);
                }
            }
        } else if (value instanceof Optional<?> maybe) {
            maybe.ifPresent(inner -> add(key, inner, facts));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                add(key + i + ".", Objects.requireNonNull(list.get(i)), facts);
            }
        } else {
            facts.put(key.substring(0, key.length() - 1), text(value));
        }
    }

    /** A run that moved to another directory is the same run. */
    private static String text(Object value) {
        return value instanceof Path path ? String.valueOf(path.getFileName()) : value.toString();
    }

    private static Object read(Record entry, RecordComponent component) {
        try {
            return component.getAccessor().invoke(entry);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }

    /** The first difference, as one sentence; empty if there is none. */
    public Optional<String> differenceFrom(RecipeFacts run) {
        Map<String, String> all = new TreeMap<>(facts);
        run.facts.forEach(all::putIfAbsent);
        return all.keySet().stream()
                .filter(key -> !Objects.equals(facts.get(key), run.facts.get(key)))
                .findFirst()
                .map(key -> "'%s' is %s in the recipe, the run began with %s"
                        .formatted(key, facts.getOrDefault(key, "absent"), run.facts.getOrDefault(key, "none")));
    }
}
