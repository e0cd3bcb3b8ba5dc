package dev.muninn.eval.harness.data;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Rows of a Parquet file. */
final class ParquetRows {
    /** Kept, or its level would be forgotten: the library tells of its processor on standard error. */
    private static final Logger LIBRARY = warnings();

    private ParquetRows() {}

    private static Logger warnings() {
        Logger logger = Logger.getLogger("dev.hardwood");
        logger.setLevel(Level.WARNING);
        return logger;
    }

    static List<Map<String, @Nullable Object>> read(Path file) {
        LIBRARY.finest(() -> "reading " + file);
        if (!Files.isRegularFile(file)) {
            throw new MuninnException(file + ": no such file");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            while (rows.hasNext()) {
                rows.next();
                all.add(map(rows));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            throw new MuninnException(
                    "%s: not a whole Parquet file: %s; is it cut short?".formatted(file, reason(e)), e);
        }
    }

    private static String reason(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    private static Map<String, @Nullable Object> map(StructAccessor struct) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < struct.getFieldCount(); i++) {
            map.put(struct.getFieldName(i), struct.isNull(i) ? null : plain(struct.getValue(i)));
        }
        return map;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Integer number -> (Object) number.longValue();
            case Float number -> (Object) number.doubleValue();
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case PqStruct struct -> map(struct);
            case PqList list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    items.add(list.isNull(i) ? null : plain(list.get(i)));
                }
                yield items;
            }
            case PqMap map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                map.getEntries().forEach(entry -> entries.put(String.valueOf(entry.getKey()), plain(entry.getValue())));
                yield entries;
            }
            case Long number -> number;
            case Double number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }
}
