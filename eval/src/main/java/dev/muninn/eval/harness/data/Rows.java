package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a split.
 *
 * @param columns their names
 * @param rows one value a column; texts, {@link Long}, {@link Double}, {@link Boolean}, lists, maps and null
 * @param where the files they come from, for messages
 */
public record Rows(List<String> columns, List<Map<String, @Nullable Object>> rows, String where) {
    public Rows {
        columns = List.copyOf(columns);
    }

    public int size() {
        return rows.size();
    }

    /** Rows {@code from} to {@code to}, the latter excluded. */
    Rows cut(int from, int to) {
        return new Rows(columns, rows.subList(from, to), where + " [" + from + ":" + to + "]");
    }

    /**
     * Rows as a table: every row has every column, null where the file says nothing; a column in which some number has a point holds
     * such numbers alone, as in Arrow.
     */
    static Rows table(List<Map<String, @Nullable Object>> found, String where) {
        if (found.isEmpty()) {
            throw new MuninnException(where + ": found no rows, wanted at least one");
        }
        ColumnType type = ColumnType.NOTHING;
        for (Map<String, @Nullable Object> row : found) {
            type = type.with(row);
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(found.size());
        for (Map<String, @Nullable Object> row : found) {
            if (type.conform(row) instanceof Map<?, ?> conformed) {
                Map<String, @Nullable Object> texts = new LinkedHashMap<>();
                conformed.forEach((key, value) -> texts.put(String.valueOf(key), value));
                rows.add(texts);
            }
        }
        return new Rows(List.copyOf(rows.getFirst().keySet()), rows, where);
    }
}
