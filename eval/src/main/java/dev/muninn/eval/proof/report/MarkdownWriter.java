package dev.muninn.eval.proof.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The report as Markdown; figures are files beside it. */
public final class MarkdownWriter {
    private final StringBuilder out = new StringBuilder();

    private MarkdownWriter() {}

    public static String write(Report report) {
        return new MarkdownWriter().render(report);
    }

    private String render(Report report) {
        out.append("# ").append(escaped(report.title())).append("\n\n");
        report.notes().forEach(note -> out.append("> ").append(escaped(note)).append("\n>\n"));
        out.append('\n');
        if (!report.targets().isEmpty()) {
            out.append("## Targets\n\n");
            table(report.targetTable());
        }
        out.append("## What was measured\n\n");
        table(report.factTable());
        if (!report.published().isEmpty()) {
            out.append("## Published figures to compare with\n\n");
            points(report.published());
        }
        for (Chapter chapter : report.chapters()) {
            out.append("## ")
                    .append(chapter.number())
                    .append(" ")
                    .append(escaped(chapter.title()))
                    .append(chapter.complete() ? "\n\n" : " (ended early)\n\n");
            chapter.blocks().forEach(this::block);
        }
        return out.toString();
    }

    private void block(Block block) {
        switch (block) {
            case Block.Paragraph(String text) -> out.append(escaped(text)).append("\n\n");
            case Block.Heading(String text) ->
                out.append("### ").append(escaped(text)).append("\n\n");
            case Block.Points(List<String> points) -> points(points);
            case Block.Table table -> table(table);
            case Block.Figure(String file, String caption, Block.Png png) ->
                out.append("![")
                        .append(escaped(caption))
                        .append("](")
                        .append(file)
                        .append(")\n\n*")
                        .append(escaped(caption))
                        .append("*\n\n");
        }
    }

    private void points(List<String> points) {
        points.forEach(point -> out.append("- ").append(escaped(point)).append('\n'));
        out.append('\n');
    }

    private void table(Block.Table table) {
        if (!table.caption().isEmpty()) {
            out.append("*").append(escaped(table.caption())).append("*\n\n");
        }
        row(table.header());
        out.append("|---|")
                .append(String.join(
                        "", Collections.nCopies(Math.max(0, table.header().size() - 1), "---:|")))
                .append('\n');
        table.rows().forEach(this::row);
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append(cells.stream().map(MarkdownWriter::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** No text becomes markup: a model's words are in some tables. */
    static String escaped(String text) {
        return text.replaceAll("([\\\\`*_{}\\[\\]<>#|~])", "\\\\$1").replaceAll("\\p{Cntrl}", " ");
    }
}
