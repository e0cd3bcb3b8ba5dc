package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The page's side panel: how a token formed, and the server at work. */
@Timeout(240)
class PageSideTest extends PageFixture {
    @Test
    void aTokenTellsWhatItThought() {
        try (Tab tab = open()) {
            answered(tab);
            tab.click(".token[data-index=\"3\"]");
            assertThat(tab.text(".token-title")).contains("token 4 of 6");
            assertThat(tab.text(".whose")).contains("Hello", "8 recurrences");
            assertThat(tab.count(".readouts tbody tr")).isEqualTo(8);
            assertThat(tab.count(".readouts tbody tr:first-child .candidate")).isEqualTo(5);
            assertThat(tab.text("#panel-token section .note")).contains("leads from", "lead");
            assertThat(tab.count(".band li")).isEqualTo(1 + tab.count(".readouts .flip"));
            tab.await("document.querySelector('.plot canvas')");
            assertThat(tab.count(".paths .this line")).isEqualTo(7);
            assertThat(tab.count(".paths .other")).isZero();
            tab.click("#panel-token .views button:last-child");
            assertThat(tab.count(".paths .this line")).isEqualTo(7);
            assertThat(tab.count(".paths .other")).isEqualTo(5);
            assertThat(tab.text(".chips .kind")).isIn("fixed point", "orbit", "slider", "wanderer");
            tab.screenshot(SCREENSHOTS.resolve("token.png"));
            tab.click("[aria-label=\"Next token\"]");
            assertThat(tab.text(".token-title")).contains("token 5 of 6");
            assertThat(tab.eval("document.querySelector('.token.open').dataset.index")
                            .asString())
                    .isEqualTo("4");
        }
    }

    @Test
    void theFirstAnswerOpensATokenByItself() {
        try (Tab tab = open()) {
            assertThat(tab.text("#panel-token")).contains("Choose a token");
            answered(tab);
            tab.await("document.querySelector('.token.open')");
            assertThat(tab.text(".token-title")).contains("of 6");
            int most = tab.eval("document.querySelectorAll('.readouts .flip').length")
                    .asInt();
            for (int i = 0; i < 6; i++) {
                tab.click(".token[data-index=\"" + i + "\"]");
                assertThat(tab.count(".readouts .flip")).isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void whatWasNotRecordedIsNotShown() {
        try (Tab tab = unrecorded()) {
            answered(tab);
            assertThat(tab.count(".token")).isZero();
            tab.click(".answer .views button:last-child");
            assertThat(depths(tab, ".answer")).containsExactly(8);
            tab.click(".token[data-index=\"0\"]");
            assertThat(tab.text("#panel-token")).contains("Nothing was recorded");
        }
    }

    @Test
    void tokensThatSettleLeaveEarly() {
        try (Tab tab = open()) {
            tab.click("input[name=stopping][value=exit]");
            set(tab, "threshold", "0.9");
            answered(tab);
            assertThat(tab.text(".facts")).contains("settled early");
            assertThat(depths(tab, ".answer")).allMatch(depth -> depth < 8);
            tab.click(".token[data-index=\"2\"]");
            assertThat(tab.text(".readouts thead")).contains("exit");
            tab.await("document.querySelector('.u-legend')");
            assertThat(tab.text(".u-legend")).contains("leaves below");
        }
    }

    @Test
    void twoDepthsStandSideBySide() {
        try (Tab tab = open()) {
            tab.click("#compare");
            answered(tab);
            assertThat(tab.count(".answers.beside .answer")).isEqualTo(2);
            assertThat(depths(tab, ".answer:first-child")).containsExactly(8);
            assertThat(depths(tab, ".answer:last-child")).containsExactly(32);
            assertThat(tab.eval("[...document.querySelectorAll('.facts')].map(f => /seed (\\d+)/.exec(f.innerText)[1])"
                                    + ".filter((s, i, all) => s === all[0]).length")
                            .asInt())
                    .isEqualTo(2);
            JsonNode tops =
                    tab.eval("[...document.querySelectorAll('.answer')].map(a => a.getBoundingClientRect().top)");
            assertThat(tops.get(0).asDouble()).isEqualTo(tops.get(1).asDouble());
            tab.screenshot(SCREENSHOTS.resolve("side-by-side.png"));
        }
    }

    @Test
    void theServerIsWatched() {
        try (Tab tab = open()) {
            answered(tab);
            tab.click("#tab-server");
            tab.await("/^\\d/.test(document.querySelector('.tiles dd').innerText)");
            assertThat(tab.text(".tiles")).contains("tokens/s", "running", "waiting");
            assertThat(tab.text("#panel-server")).contains("Rows in flight by depth", "in use");
            tab.screenshot(SCREENSHOTS.resolve("server.png"));
        }
    }

    @Test
    void loadIsDrawn() {
        try (Tab tab = open()) {
            tab.eval("{ let n = 0; const real = window.fetch; window.fetch = (path, options) => path === 'live'"
                    + " ? Promise.resolve(new Response(JSON.stringify({seconds: n, running: 3, waiting: 2,"
                    + " rows_by_depth: [1, 4, 0, 2], kv_used_bytes: 25e6, kv_limit_bytes: 1e8,"
                    + " core_steps: 10 * n, row_steps: 70 * n, tokens: 40 * n++}))) : real(path, options); }");
            tab.click("#tab-server");
            tab.await("document.querySelectorAll('.depth-bars li').length === 4");
            assertThat(tab.eval("[...document.querySelectorAll('.depth-bars i')].map(i => i.style.height).join()")
                            .asString())
                    .isEqualTo("25%,100%,0%,50%");
            assertThat(tab.eval("document.querySelector('.pool i').style.width").asString())
                    .isEqualTo("25%");
            assertThat(tab.text("#panel-server")).contains("7 live", "25.0 MB of 100 MB");
            tab.await("document.querySelector('.tiles dd').innerText === '40'");
            assertThat(tab.eval("[...document.querySelectorAll('.tiles dd')].map(d => d.innerText).join()")
                            .asString())
                    .isEqualTo("40,7,3,2");
            tab.screenshot(SCREENSHOTS.resolve("load.png"));
        }
    }

    @Test
    void aDeadServerIsNotShownAsABusyOne() {
        try (Tab tab = unrecorded()) {
            tab.eval("{ const real = window.fetch; window.dead = false; window.fetch = (path, options) => window.dead"
                    + " ? Promise.reject(new TypeError('Failed to fetch')) : path === 'live'"
                    + " ? Promise.resolve(new Response(JSON.stringify({seconds: performance.now() / 1000, running: 3, waiting: 2,"
                    + " rows_by_depth: [4, 2], kv_used_bytes: 1e8, kv_limit_bytes: 1e8, core_steps: 1, row_steps: 1,"
                    + " tokens: 1}))) : real(path, options); }");
            tab.click("#tab-server");
            tab.await(
                    "document.querySelectorAll('.depth-bars li').length === 2 && !document.querySelector('.pool').hidden");
            tab.eval("window.dead = true");
            tab.await("document.querySelector('.depth-bars').hidden && document.querySelector('.pool').hidden");
            assertThat(tab.eval("[...document.querySelectorAll('.tiles dd')].map(d => d.innerText).join()")
                            .asString())
                    .isEqualTo("–,–,–,–");
            assertThat(tab.text("#panel-server")).contains("does not answer");
            ask(tab, "Hello");
            tab.await("document.querySelector('.answer.failed')");
            assertThat(tab.text(".facts")).contains("The server does not answer");
        }
    }
}
