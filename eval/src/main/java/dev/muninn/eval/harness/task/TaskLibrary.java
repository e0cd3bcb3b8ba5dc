package dev.muninn.eval.harness.task;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All tasks and groups that can be named: those that ship, and those in directories of the user's, which come first. */
public final class TaskLibrary {
    private record Entry(TaskFolder folder, String file, boolean group) {}

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Set<String>> tags = new TreeMap<>();

    /** @param directories with task files, looked through recursively */
    public TaskLibrary(List<Path> directories) {
        index(TaskFolder.shipped());
        for (Path directory : directories) {
            require(Files.isDirectory(directory), "%s: no such directory; wanted one with task files", directory);
            index(TaskFolder.directory(directory));
        }
    }

    /** A file that cannot be read is somebody's, perhaps not of a task: it is only complained about when it is asked for. */
    private void index(TaskFolder folder) {
        for (String file : folder.files()) {
            Map<String, @Nullable Object> values;
            try {
                values = merged(folder, file, new LinkedHashSet<>(), true);
            } catch (MuninnException e) {
                continue;
            }
            boolean group = values.get("group") instanceof String;
            Object name = group ? values.get("group") : values.get("task");
            if (name instanceof String text) {
                entries.put(text, new Entry(folder, file, group));
                if (!group) {
                    tagsOf(values)
                            .forEach(tag -> tags.computeIfAbsent(tag, _ -> new LinkedHashSet<>())
                                    .add(text));
                }
            }
        }
    }

    private static List<String> tagsOf(Map<String, @Nullable Object> values) {
        return switch (values.get("tag")) {
            case String tag -> List.of(tag);
            case List<?> several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    /** Names of tasks. */
    public List<String> tasks() {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().group())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Names of groups and tags. */
    public List<String> groups() {
        Set<String> names = new LinkedHashSet<>(tags.keySet());
        entries.forEach((name, entry) -> {
            if (entry.group()) {
                names.add(name);
            }
        });
        return names.stream().sorted().toList();
    }

    /** The keys and values of a file, with those of the files that it includes, which its own go before. */
    private static Map<String, @Nullable Object> merged(
            TaskFolder folder, String file, Set<String> seen, boolean skim) {
        if (!seen.add(folder.include(file, Path.of(file).getFileName().toString()))) {
            throw new MuninnException(folder.describe(file) + ": include: the files include one another");
        }
        String text = folder.text(file);
        Map<String, @Nullable Object> own =
                skim ? Yaml.skim(text, folder.describe(file)) : Yaml.read(text, folder.describe(file));
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (String name : new TaskFields(folder.describe(file), "", own).strings("include")) {
            Map<String, @Nullable Object> included = merged(folder, folder.include(file, name), seen, skim);
            included.remove("task_list");
            all.putAll(included);
        }
        own.remove("include");
        all.putAll(own);
        return all;
    }

    /** What {@code names} stand for: names of tasks, groups and tags, or files. */
    public TaskSelection select(List<String> names) {
        require(!names.isEmpty(), "no task is named; 'muninn eval --list' prints those there are");
        Collected collected = new Collected();
        for (String name : names) {
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                Path path = Path.of(name).toAbsolutePath();
                TaskFolder folder = TaskFolder.directory(path.resolveSibling(""));
                String file = path.getFileName().toString();
                Map<String, @Nullable Object> values = merged(folder, file, new LinkedHashSet<>(), false);
                collected.add(folder.describe(file), values, Map.of());
            } else {
                collected.named(name, Map.of());
            }
        }
        return new TaskSelection(List.copyOf(collected.tasks.values()), List.copyOf(collected.groups.values()));
    }

    /** Follows groups into their tasks. */
    private final class Collected {
        private final Map<String, TaskConfig> tasks = new LinkedHashMap<>();
        private final Map<String, GroupConfig> groups = new LinkedHashMap<>();

        /** Adds what {@code name} stands for; returns the names of it. */
        List<String> named(String name, Map<String, @Nullable Object> overrides) {
            Entry entry = entries.get(name);
            if (entry == null && tags.containsKey(name)) {
                List<String> all = new ArrayList<>();
                tags.getOrDefault(name, Set.of()).forEach(task -> all.addAll(named(task, overrides)));
                return all;
            }
            if (entry == null) {
                throw new MuninnException(
                        "task '" + name + "' is unknown; 'muninn eval --list' prints those there are, a"
                                + " file ends in .yaml, --include names directories with more");
            }
            String file = entry.folder().describe(entry.file());
            return List.of(add(file, merged(entry.folder(), entry.file(), new LinkedHashSet<>(), false), overrides));
        }

        /** Adds a task or a group of these keys and values; returns its name. */
        String add(String file, Map<String, @Nullable Object> values, Map<String, @Nullable Object> overrides) {
            if (values.get("group") instanceof String group) {
                addGroup(file, group, values, overrides);
                return group;
            }
            Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
            all.putAll(overrides);
            TaskConfig task = TaskReader.read(file, all);
            tasks.put(task.name(), task);
            return task.name();
        }

        private void addGroup(
                String file,
                String name,
                Map<String, @Nullable Object> values,
                Map<String, @Nullable Object> overrides) {
            TaskFields fields = new TaskFields(file, "", values);
            List<String> children = new ArrayList<>();
            if (fields.raw("task") instanceof List<?> items) {
                for (Object item : items) {
                    children.addAll(child(file, name, item, overrides));
                }
            } else {
                fields.strings("task").forEach(task -> children.addAll(named(task, overrides)));
            }
            groups.put(name, GroupReader.read(fields, name, children));
        }

        private List<String> child(
                String file, String group, @Nullable Object item, Map<String, @Nullable Object> overrides) {
            if (item instanceof String task) {
                return named(task, overrides);
            }
            if (!(item instanceof Map<?, ?> map)) {
                throw new MuninnException(
                        file + ": task: found " + item + ", wanted names of tasks, or keys and values");
            }
            Map<String, @Nullable Object> own = TaskFields.texts(map);
            if (own.get("group") instanceof String inner) {
                String name = group + "::" + inner;
                addGroup(file, name, own, overrides);
                return List.of(name);
            }
            Map<String, @Nullable Object> all = new LinkedHashMap<>(overrides);
            all.putAll(own);
            String name = String.valueOf(own.get("task"));
            if (entries.containsKey(name)) {
                return named(name, all);
            }
            all.put("task", group + "::" + name);
            return List.of(add(file, all, Map.of()));
        }
    }
}
