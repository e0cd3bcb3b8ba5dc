package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Questions of bAbI's own files (Weston et al. 2015): numbered lines, a story begins anew at 1, and a line with tabs is a question, its
 * answer and the lines that it follows from. Columns: {@code passage}, the story's lines so far without earlier questions, {@code
 * question} and {@code answer}.
 */
final class BabiRows {
    private BabiRows() {}

    static List<Map<String, @Nullable Object>> read(Path file) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<String> story = new ArrayList<>();
        int number = 0;
        for (String line : Bytes.text(file).lines().toList()) {
            number++;
            int space = line.indexOf(' ');
            if (space < 1 || !line.substring(0, space).chars().allMatch(Character::isDigit)) {
                throw new MuninnException(
                        "%s: line %d: found '%s', wanted a number and a sentence".formatted(file, number, line));
            }
            if (line.startsWith("1 ")) {
                story.clear();
            }
            String[] parts = line.substring(space + 1).split("\t", -1);
            if (parts.length == 1) {
                story.add(parts[0].strip());
            } else {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("passage", String.join("\n", story));
                row.put("question", parts[0].strip());
                row.put("answer", parts[1].strip());
                rows.add(row);
            }
        }
        return rows;
    }
}
