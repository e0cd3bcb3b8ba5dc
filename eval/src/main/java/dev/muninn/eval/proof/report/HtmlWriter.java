package dev.muninn.eval.proof.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The report as one HTML page that needs nothing else: styles and figures are inside. Dark and light, wide and narrow. */
public final class HtmlWriter {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ground: #fbfbf9; --text: #1d1f21; --faint: #63676b; --line: #d9dad6;
              --card: #ffffff; --met: #1a7f4b; --missed: #b3401f; }
            @media (prefers-color-scheme: dark) { :root { --ground: #16181a; --text: #e4e5e3; --faint: #9aa0a4;
              --line: #34383b; --card: #1e2123; --met: #5cc990; --missed: #f0906c; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
            main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
            h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.8rem; font-size: 1.3rem; }
            h3 { margin-top: 1.8rem; font-size: 1.05rem; } p, li { max-width: 46rem; }
            .note { border-left: 3px solid var(--faint); padding: .1rem .8rem; margin: .6rem 0; }
            .scroll { overflow-x: auto; margin: 1rem 0; border: 1px solid var(--line); border-radius: 6px;
              background: var(--card); }
            table { border-collapse: collapse; width: 100%; font-size: .86rem; font-variant-numeric: tabular-nums; }
            caption { text-align: left; padding: .5rem .7rem; color: var(--faint); }
            th, td { padding: .32rem .7rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; }
            .interval { color: var(--faint); white-space: nowrap; font-size: .92em; }
            th:first-child, td:first-child { text-align: left; } table:not(.words) td:first-child { white-space: nowrap; } .words td, .words th { text-align: left; }
            th { font-weight: 600; } .met { color: var(--met); font-weight: 600; }
            .missed { color: var(--missed); font-weight: 600; }
            .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: 1rem; }
            figure { margin: 0; } img { width: 100%; height: auto; background: #fff; border: 1px solid var(--line);
              border-radius: 6px; display: block; }
            figcaption { font-size: .84rem; color: var(--faint); margin-top: .3rem; }
            nav a { margin-right: .9rem; white-space: nowrap; color: inherit; }
            """;

    private static final Pattern INTERVAL = Pattern.compile("\\([-+]?[\\d.]+-[\\d.]+\\)");

    private final StringBuilder out = new StringBuilder();
    private boolean inFigures;

    private HtmlWriter() {}

    public static String write(Report report) {
        return new HtmlWriter().render(report);
    }

    private String render(Report report) {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escaped(report.title()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n");
        element("h1", report.title());
        report.notes()
                .forEach(note ->
                        out.append("<p class=\"note\">").append(escaped(note)).append("</p>\n"));
        contents(report.chapters());
        if (!report.targets().isEmpty()) {
            element("h2", report.targetTable().caption());
            table(uncaptioned(report.targetTable()), true);
        }
        element("h2", report.factTable().caption());
        table(uncaptioned(report.factTable()), true);
        if (!report.published().isEmpty()) {
            element("h2", "Published figures to compare with");
            points(report.published());
        }
        for (Chapter chapter : report.chapters()) {
            out.append("<h2 id=\"s").append(chapter.number()).append("\">").append(escaped(heading(chapter)));
            out.append("</h2>\n");
            chapter.blocks().forEach(this::block);
            figures(false);
        }
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String heading(Chapter chapter) {
        return chapter.number() + " " + chapter.title() + (chapter.complete() ? "" : " (ended early)");
    }

    private void contents(List<Chapter> chapters) {
        out.append("<nav>\n");
        for (Chapter chapter : chapters) {
            out.append("<a href=\"#s")
                    .append(chapter.number())
                    .append("\">")
                    .append(escaped(heading(chapter)))
                    .append("</a>\n");
        }
        out.append("</nav>\n");
    }

    private void block(Block block) {
        figures(block instanceof Block.Figure);
        switch (block) {
            case Block.Paragraph(String text) -> element("p", text);
            case Block.Heading(String text) -> element("h3", text);
            case Block.Points(List<String> points) -> points(points);
            case Block.Table table -> table(table, false);
            case Block.Figure(String file, String caption, Block.Png png) -> figure(caption, png);
        }
    }

    /** Neighbouring figures stand beside one another where there is room. */
    private void figures(boolean open) {
        if (open != inFigures) {
            out.append(open ? "<div class=\"figures\">\n" : "</div>\n");
            inFigures = open;
        }
    }

    private void figure(String caption, Block.Png png) {
        out.append("<figure><img alt=\"")
                .append(escaped(caption))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png.bytes()))
                .append("\"><figcaption>")
                .append(escaped(caption))
                .append("</figcaption></figure>\n");
    }

    private void points(List<String> points) {
        out.append("<ul>\n");
        points.forEach(point -> element("li", point));
        out.append("</ul>\n");
    }

    private void table(Block.Table table, boolean words) {
        out.append("<div class=\"scroll\"><table").append(words ? " class=\"words\">" : ">");
        if (!table.caption().isEmpty()) {
            element("caption", table.caption());
        }
        if (!table.header().stream().allMatch(String::isEmpty)) {
            out.append("<thead>");
            row("th", table.header());
            out.append("</thead>\n");
        }
        out.append("<tbody>\n");
        table.rows().forEach(row -> row("td", row));
        out.append("</tbody></table></div>\n");
    }

    /** For a table whose caption is the heading above it. */
    private static Block.Table uncaptioned(Block.Table table) {
        return new Block.Table("", table.header(), table.rows());
    }

    private void row(String tag, List<String> cells) {
        out.append("<tr>");
        for (String cell : cells) {
            boolean verdict = cell.equals(Target.Verdict.MET.label()) || cell.equals(Target.Verdict.MISSED.label());
            out.append('<').append(tag).append(verdict ? " class=\"" + cell + "\">" : ">");
            out.append(cellText(cell)).append("</").append(tag).append('>');
        }
        out.append("</tr>\n");
    }

    /** An interval in brackets stays in one line, and steps back behind its figure. */
    private static String cellText(String cell) {
        return INTERVAL.matcher(escaped(cell)).replaceAll("<span class=\"interval\">$0</span>");
    }

    private void element(String tag, String text) {
        out.append(String.format(Locale.ROOT, "<%s>%s</%s>%n", tag, escaped(text), tag));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("\\p{Cntrl}", " ");
    }
}
