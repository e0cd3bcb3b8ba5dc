package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Rows of a CSV file whose first line names the columns. A column is of whole numbers, of numbers or of truth values if all of it is; as
 * in pandas, a gap in a column of whole numbers makes it one of numbers, and some words stand for a gap.
 */
final class CsvRows {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern REAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Set<String> GAPS = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    private CsvRows() {}

    static List<Map<String, @Nullable Object>> read(Path file, char delimiter) {
        List<String[]> lines = lines(file, delimiter);
        if (lines.isEmpty()) {
            throw new MuninnException(file + ": found nothing, wanted a line with the names of the columns");
        }
        String[] header = lines.getFirst();
        List<String[]> body = lines.subList(1, lines.size());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (String[] cells : body) {
            if (cells.length > header.length) {
                throw new MuninnException("%s: row %d has %d cells, the header has %d"
                        .formatted(file, rows.size(), cells.length, header.length));
            }
            rows.add(new LinkedHashMap<>());
        }
        for (int c = 0; c < header.length; c++) {
            fill(rows, header[c], column(body, c));
        }
        return rows;
    }

    private static List<String[]> lines(Path file, char delimiter) {
        CsvMapper mapper =
                CsvMapper.builder().enable(CsvReadFeature.WRAP_AS_ARRAY).build();
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
        try (MappingIterator<String[]> found =
                mapper.readerFor(String[].class).with(schema).readValues(Bytes.text(file))) {
            List<String[]> lines = new ArrayList<>();
            while (found.hasNext()) {
                String[] line = found.next();
                if (line.length > 1 || line.length == 1 && !line[0].isEmpty()) {
                    lines.add(line);
                }
            }
            return lines;
        } catch (JacksonException e) {
            throw new MuninnException("%s: not valid CSV: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    private static List<String> column(List<String[]> body, int c) {
        return body.stream().map(cells -> c < cells.length ? cells[c] : "").toList();
    }

    private static void fill(List<Map<String, @Nullable Object>> rows, String name, List<String> cells) {
        boolean gaps = cells.stream().anyMatch(GAPS::contains);
        boolean whole = all(cells, WHOLE);
        boolean real = all(cells, REAL);
        boolean truth = !gaps
                && cells.stream().allMatch(cell -> cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false"));
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            Object value = GAPS.contains(cell)
                    ? null
                    : whole && !gaps
                            ? (Object) Long.parseLong(cell)
                            : real
                                    ? (Object) Double.parseDouble(cell)
                                    : truth ? (Object) Boolean.parseBoolean(cell) : cell;
            rows.get(i).put(name, value);
        }
    }

    private static boolean all(List<String> cells, Pattern pattern) {
        return cells.stream().anyMatch(cell -> !GAPS.contains(cell))
                && cells.stream()
                        .allMatch(cell ->
                                GAPS.contains(cell) || pattern.matcher(cell).matches());
    }
}
