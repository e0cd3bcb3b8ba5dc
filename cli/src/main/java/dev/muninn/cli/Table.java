package dev.muninn.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Columns that line up. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    private final boolean numbers;

    private Table(boolean numbers) {
        this.numbers = numbers;
    }

    /** A table with a heading: the first column lines up on the left, the others on the right. */
    static Table of(String... heading) {
        return new Table(true).add(heading);
    }

    /** Names and what they stand for, all lined up on the left. */
    static Table ofFacts() {
        return new Table(false);
    }

    Table add(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String space = String.join(
                        "", Collections.nCopies(widths[i] - row.get(i).length(), " "));
                line.append(i == 0 ? "" : GAP).append(i == 0 || !numbers ? row.get(i) + space : space + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }
}
