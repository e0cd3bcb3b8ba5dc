package dev.muninn.eval.proof.report;

import static dev.muninn.error.MuninnException.require;

import java.util.ArrayList;
import java.util.List;

/** A part of a chapter. Texts are plain: each rendering escapes what it must. */
public sealed interface Block {
    /** Some sentences. */
    record Paragraph(String text) implements Block {}

    /** A smaller heading. */
    record Heading(String text) implements Block {}

    /** One line a point. */
    record Points(List<String> points) implements Block {
        public Points {
            points = List.copyOf(points);
        }
    }

    /** The first column names the row, the others hold numbers. */
    record Table(String caption, List<String> header, List<List<String>> rows) implements Block {
        public Table {
            header = List.copyOf(header);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                require(
                        row.size() == header.size(),
                        "table '%s': a row has %d cells, the header %d",
                        caption,
                        row.size(),
                        header.size());
            }
        }
    }

    /** A picture beside the report. */
    record Figure(String file, String caption, Png png) implements Block {}

    /** The bytes of a PNG file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Png(byte[] bytes) {}

    /** Rows of a table, one after the other. */
    final class Rows {
        private final List<List<String>> rows = new ArrayList<>();

        public Rows add(String... cells) {
            rows.add(List.of(cells));
            return this;
        }

        public void add(List<String> cells) {
            rows.add(List.copyOf(cells));
        }

        public Table table(String caption, String... header) {
            return new Table(caption, List.of(header), rows);
        }

        public Table table(String caption, List<String> header) {
            return new Table(caption, header, rows);
        }

        public boolean isEmpty() {
            return rows.isEmpty();
        }
    }
}
