package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.task.DataConfig;
import dev.muninn.eval.harness.task.TaskConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The splits of a task's data, each read when it is first asked for. */
public final class DataSet {
    private static final List<String> KINDS = List.of("json", "csv", "parquet", "babi", "text");
    private static final Pattern SLICE = Pattern.compile("([\\w.-]+)(?:\\[(-?\\d+)?(%)?:(-?\\d+)?(%)?])?");

    private final String file;
    private final DataConfig config;
    private final List<Path> roots;
    private final DataFolders folders;
    private final Map<String, Rows> splits = new HashMap<>();

    /** @param roots directories that the files of task files are looked for in, before the working directory */
    public DataSet(TaskConfig task, List<Path> roots, DataFolders folders) {
        this.file = task.file();
        this.config = task.data();
        this.roots = roots;
        this.folders = folders;
    }

    /** The rows of a split. */
    public Rows split(String name) {
        Rows known = splits.get(name);
        if (known == null) {
            String slice = config.splits().get(name);
            if (slice == null && !config.splits().isEmpty()) {
                throw new MuninnException("%s: dataset_kwargs.split has no '%s' but %s"
                        .formatted(file, name, String.join(", ", config.splits().keySet())));
            }
            known = slice == null ? read(name) : sliced(slice);
            splits.put(name, known);
        }
        return known;
    }

    /** What {@code train[700:]} and {@code test[10%:20%]} mean. */
    private Rows sliced(String slice) {
        Matcher matcher = SLICE.matcher(slice);
        if (!matcher.matches()) {
            throw new MuninnException(
                    "%s: dataset_kwargs.split: found '%s', wanted a split such as train[700:]".formatted(file, slice));
        }
        Rows whole = read(matcher.group(1));
        int from = bound(matcher.group(2), matcher.group(3) != null, whole.size(), 0);
        int to = bound(matcher.group(4), matcher.group(5) != null, whole.size(), whole.size());
        if (from >= to) {
            throw new MuninnException("%s: dataset_kwargs.split: '%s' is empty; %s has %d rows"
                    .formatted(file, slice, whole.where(), whole.size()));
        }
        return whole.cut(from, to);
    }

    private static int bound(@Nullable String digits, boolean percent, int size, int open) {
        if (digits == null) {
            return open;
        }
        long value = Long.parseLong(digits);
        long at = percent ? Math.round(value * size / 100.0) : value;
        return Math.clamp(at < 0 ? at + size : at, 0, size);
    }

    private Rows read(String split) {
        List<Path> files = config.files().isEmpty() ? ofFolder(split) : named(split);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        files.forEach(path -> rows.addAll(rows(path)));
        String where = String.join(", ", files.stream().map(Path::toString).toList());
        if (rows.isEmpty()) {
            throw new MuninnException("%s: split '%s' is empty: %s has no rows".formatted(file, split, where));
        }
        return Rows.table(rows, where);
    }

    private List<Path> named(String split) {
        List<String> names = config.files().get(split);
        if (names == null) {
            throw new MuninnException("%s: dataset_kwargs.data_files has no split '%s' but %s"
                    .formatted(file, split, String.join(", ", config.files().keySet())));
        }
        return names.stream().map(this::find).toList();
    }

    private Path find(String name) {
        List<Path> places = new ArrayList<>();
        roots.forEach(root -> places.add(root.resolve(name)));
        places.add(Path.of(name));
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new MuninnException(
                        "%s: dataset_kwargs.data_files: found no %s; name the directory that it lies in with --data"
                                .formatted(
                                        file,
                                        String.join(
                                                " and no ",
                                                places.stream()
                                                        .map(Path::toString)
                                                        .toList()))));
    }

    /** Files of a folder whose names have the split's in them, as hubs lay data sets out. */
    private List<Path> ofFolder(String split) {
        if (KINDS.contains(config.path())) {
            throw new MuninnException("%s: dataset_kwargs.data_files: missing; wanted the %s files of each split"
                    .formatted(file, config.path()));
        }
        Path folder = folders.locate(config.path())
                .orElseThrow(() ->
                        new MuninnException(("%s: dataset_path: the data set '%s' is not on this machine: no directory"
                                        + " of that name below those of --data, and not in the hub's cache")
                                .formatted(file, config.path())));
        return new SplitFiles(file, folder, config.name()).of(split);
    }

    private List<Map<String, @Nullable Object>> rows(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        String kind = KINDS.contains(config.path()) ? config.path() : name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "parquet" -> ParquetRows.read(path);
            case "csv" -> CsvRows.read(path, delimiter(','));
            case "tsv" -> CsvRows.read(path, delimiter('\t'));
            case "json", "jsonl" -> JsonRows.read(path, config.field());
            case "babi" -> BabiRows.read(path);
            case "text", "txt" -> Bytes.text(path).lines().map(DataSet::line).toList();
            default ->
                throw new MuninnException(
                        path + ": files of this kind cannot be read; wanted json, jsonl, csv, tsv, txt or parquet");
        };
    }

    private static Map<String, @Nullable Object> line(String text) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("text", text);
        return row;
    }

    private char delimiter(char fallback) {
        Optional<String> named = config.delimiter();
        if (named.isPresent() && named.get().length() != 1) {
            throw new MuninnException(
                    "%s: dataset_kwargs.delimiter: found '%s', wanted one character".formatted(file, named.get()));
        }
        return named.map(text -> text.charAt(0)).orElse(fallback);
    }
}
