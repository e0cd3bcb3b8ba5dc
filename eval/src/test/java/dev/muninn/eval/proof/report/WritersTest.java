package dev.muninn.eval.proof.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WritersTest {
    private static final String NASTY = "<img src=x onerror=\"a|b\">*_`\n&";

    private static Report report() {
        Block.Table table = new Block.Rows().add(NASTY, "1").table(NASTY, "a", NASTY);
        Block.Figure figure = new Block.Figure("a.png", NASTY, new Block.Png(new byte[] {1, 2, 3}));
        List<Block> blocks = List.of(
                new Block.Paragraph(NASTY),
                new Block.Heading(NASTY),
                new Block.Points(List.of(NASTY)),
                figure,
                figure,
                table);
        return new Report(
                NASTY,
                List.of(NASTY),
                List.of(List.of("model", NASTY)),
                List.of(
                        new Target(NASTY, NASTY, Target.Verdict.MET),
                        new Target("b", "c", Target.Verdict.SAYS_NOTHING)),
                List.of(NASTY),
                List.of(new Chapter(1, NASTY, false, blocks, Map.of())));
    }

    @Test
    void noTextBecomesMarkup() {
        assertThat(HtmlWriter.write(report()))
                .doesNotContain("<img src=x")
                .contains("&lt;img src=x onerror=&quot;a|b&quot;&gt;*_` &amp;")
                .contains("(ended early)");
        assertThat(MarkdownWriter.write(report()))
                .contains("\\<img src=x onerror=\"a\\|b\"\\>\\*\\_\\` &")
                .contains("says nothing");
    }

    @Test
    void tagsAreClosed() {
        String html = HtmlWriter.write(report());
        for (String tag : List.of("div", "table", "figure", "p", "h2", "tr", "td", "ul", "li", "main", "caption")) {
            assertThat(html.split("<" + tag + "[ >]", -1)).as(tag).hasSameSizeAs(html.split("</" + tag + ">", -1));
        }
        assertThat(html).contains("<div class=\"figures\">").contains("<td class=\"met\">met</td>");
    }

    @Test
    void intervalsStayInOneLine() {
        Block.Table table = new Block.Rows().add("97.4 (95.6-98.5)", "8 (<b>)").table("caption", "right", "other");
        Report report = new Report(
                "title",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new Chapter(1, "a", true, List.of(table), Map.of())));
        assertThat(HtmlWriter.write(report))
                .contains("<td>97.4 <span class=\"interval\">(95.6-98.5)</span></td><td>8 (&lt;b&gt;)</td>");
    }

    @Test
    void aTableIsNotRagged() {
        assertThatThrownBy(() -> new Block.Rows().add("a").table("caption", "a", "b"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("1 cells");
    }
}
