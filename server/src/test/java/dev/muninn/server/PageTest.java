package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.Engine;
import dev.muninn.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The page in a real browser. Skipped where no Chromium is installed, unless the variable {@code MUNINN_BROWSER} is {@code required}, as
 * in CI. What was seen is kept in {@code target/screenshots}.
 */
@Timeout(240)
class PageTest extends ServerFixture {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String IDLE =
            "document.querySelector('#stop').hidden && document.querySelector('.answer') && !document.querySelector('.waiting')";

    private Chromium browser;

    @BeforeAll
    void startBrowser() {
        Optional<Path> program = Chromium.program();
        boolean required = "required".equals(System.getenv("MUNINN_BROWSER"));
        Assumptions.assumeTrue(
                program.isPresent() || required,
                "no chromium on the PATH, so the page is not tested; install Debian's package chromium to test it");
        browser = Chromium.start(program.orElseThrow(
                () -> new AssertionError("MUNINN_BROWSER is 'required', and there is no chromium on the PATH")));
    }

    @AfterAll
    void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothingWasForbiddenOrThrown() {
        assertThat(browser.takeComplaints()).isEmpty();
    }

    private Tab open() {
        Tab tab = browser.open(uri("/").toString());
        tab.await("document.documentElement.dataset.ready");
        return tab;
    }

    /** Short answers: the tests are about the page. */
    private static void tokens(Tab tab, int most) {
        set(tab, "max-tokens", String.valueOf(most));
    }

    private static void set(Tab tab, String field, String value) {
        tab.eval("document.getElementById('" + field + "').value = '" + value + "'");
    }

    private static void ask(Tab tab, String text) {
        tab.click("#prompt");
        tab.type(text);
        tab.press("Enter");
    }

    private static Tab answered(Tab tab) {
        tokens(tab, 6);
        ask(tab, "Hello");
        tab.await(IDLE);
        return tab;
    }

    private static Set<Integer> depths(Tab tab, String within) {
        Set<Integer> found = new HashSet<>();
        JsonNode titles =
                tab.eval("[...document.querySelectorAll('" + within + " .token')].map(t => parseInt(t.title))");
        titles.forEach(title -> found.add(title.asInt()));
        return found;
    }

    /** The depth that the first dial shows. */
    private static int ring(Tab tab) {
        return Integer.parseInt(
                tab.eval("document.querySelector('.ring-number').textContent").asString());
    }

    @Test
    void itLoads() {
        try (Tab tab = open()) {
            assertThat(tab.text("#model")).contains(NAME, "trained for 8 recurrences");
            assertThat(ring(tab)).isEqualTo(8);
            tab.screenshot(SCREENSHOTS.resolve("welcome.png"));
        }
    }

    @Test
    void anAnswerIsColouredByItsDepth() {
        try (Tab tab = open()) {
            answered(tab);
            assertThat(tab.count(".token")).isEqualTo(6);
            assertThat(depths(tab, ".answer")).containsExactly(8);
            assertThat(tab.text(".facts")).contains("6 tokens", "8 recurrences each", "of keys and values", "seed 0");
            String deep = colour(tab, ".turn:last-of-type .token");
            tab.eval("document.querySelector('#dial-a-slider').focus()");
            tab.press("Home");
            answered(tab);
            assertThat(tab.count(".turn")).isEqualTo(2);
            assertThat(depths(tab, ".turn:last-of-type")).containsExactly(1);
            assertThat(colour(tab, ".turn:last-of-type .token"))
                    .isNotEqualTo(deep)
                    .doesNotContain("rgba(0, 0, 0, 0)");
        }
    }

    private static String colour(Tab tab, String selector) {
        return tab.eval("getComputedStyle(document.querySelector('" + selector + "')).backgroundColor")
                .asString();
    }

    @Test
    void theDialMovesByKeyAndSaysWhereItStands() {
        try (Tab tab = open()) {
            tab.eval("document.querySelector('#dial-a-slider').focus()");
            tab.press("ArrowRight");
            tab.press("ArrowRight");
            assertThat(ring(tab)).isEqualTo(10);
            assertThat(tab.eval("document.activeElement.getAttribute('aria-valuetext')")
                            .asString())
                    .isEqualTo("10 recurrences");
            answered(tab);
            assertThat(depths(tab, ".answer")).containsExactly(10);
            tab.eval("document.querySelector('#dial-a-slider').focus()");
            tab.press("End");
            assertThat(ring(tab)).isEqualTo(2000);
        }
    }

    @Test
    void aTokenTellsWhatItThought() {
        try (Tab tab = open()) {
            answered(tab);
            tab.click(".token[data-index=\"3\"]");
            assertThat(tab.text(".token-title")).contains("token 4 of 6");
            assertThat(tab.count(".readouts tbody tr")).isEqualTo(8);
            assertThat(tab.count(".readouts tbody tr:first-child .candidate")).isEqualTo(5);
            assertThat(tab.text("#panel-token section .note")).contains("leads from", "lead");
            assertThat(tab.count(".band li")).isEqualTo(1 + tab.count(".readouts .flip"));
            tab.await("document.querySelector('.plot canvas')");
            assertThat(tab.count(".paths .this line")).isEqualTo(7);
            assertThat(tab.count(".paths .other")).isZero();
            tab.click(".views button:last-child");
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
    void aModelWithoutATemplateGoesOnWithThePrompt(@TempDir Path directory) throws IOException {
        TinyModel.write(directory);
        Files.delete(directory.resolve("chat_template.jinja"));
        try (MuninnServer plain = MuninnServer.start(
                options(http(Optional.empty(), List.of())),
                NAME,
                () -> Engine.load(
                        directory,
                        EngineOptions.defaults().withKernels("scalar").withThreads(1)))) {
            plain.awaitLoaded();
            try (Tab tab = browser.open("http://127.0.0.1:" + plain.port() + "/")) {
                tab.await("document.documentElement.dataset.ready");
                assertThat(tab.eval("document.querySelector('#manner').hidden").asBoolean())
                        .isTrue();
                answered(tab);
                assertThat(tab.count(".token")).isEqualTo(6);
                assertThat(depths(tab, ".answer")).containsExactly(8);
                tab.click(".token[data-index=\"5\"]"); // of the last event, which has the depths of all
                assertThat(tab.count(".readouts tbody tr")).isEqualTo(8);
                assertThat(tab.count(".drawn")).isPositive();
            }
        }
    }

    @Test
    void whatWasNotRecordedIsNotShown() {
        try (Tab tab = open()) {
            tab.eval("document.querySelector('.sampling').open = true");
            tab.click("#record");
            answered(tab);
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
    void anAnswerIsStopped() {
        try (Tab tab = open()) {
            tokens(tab, 500);
            tab.eval("{ const dial = document.querySelector('#dial-a-slider'); dial.value = 46;"
                    + " dial.dispatchEvent(new Event('input')); }");
            assertThat(ring(tab)).isBetween(150, 250); // deep: 500 such tokens would take long
            ask(tab, "Hello");
            tab.await("document.querySelectorAll('.token').length > 0");
            tab.click("#stop");
            tab.await(IDLE);
            assertThat(tab.text(".facts")).contains("stopped");
            assertThat(tab.count(".token")).isLessThan(500);
            for (long end = Chromium.deadline();
                    get("/live").json().path("running").asInt() > 0;
                    Chromium.pause()) {
                assertThat(System.nanoTime()).as("the server goes on").isLessThan(end);
            }
            tab.eval("document.querySelector('#dial-a-slider').focus()");
            tab.press("Home");
            answered(tab);
            assertThat(tab.count(".turn")).isEqualTo(2);
        }
    }

    @Test
    void aRefusalIsSaidAndThePromptKept() {
        try (Tab tab = open()) {
            ask(tab, "word ".repeat(200));
            tab.await("document.querySelector('.answer.failed')");
            tab.await("document.querySelector('#stop').hidden");
            assertThat(tab.text(".facts")).contains("512");
            assertThat(tab.eval("document.querySelector('#prompt').value").asString())
                    .startsWith("word word");
        }
        assertThat(browser.takeComplaints()).allMatch(complaint -> complaint.contains("400"));
    }

    @Test
    void textIsNeverMarkup() {
        try (Tab tab = open()) {
            tokens(tab, 2);
            ask(tab, "<img src=x onerror=alert(1)><script>alert(2)</script>");
            tab.await(IDLE);
            assertThat(tab.count("img, #turns script")).isZero();
            assertThat(tab.text(".question")).contains("<img src=x");
        }
    }

    @Test
    void aPhoneShowsItAll() {
        try (Tab tab = open()) {
            tab.viewport(390, 844, true);
            answered(tab);
            assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
            tab.screenshot(SCREENSHOTS.resolve("phone.png"));
            tab.click(".token[data-index=\"2\"]");
            assertThat(tab.eval("getComputedStyle(document.querySelector('#side')).visibility")
                            .asString())
                    .isEqualTo("visible");
            assertThat(tab.eval("document.activeElement.id").asString()).isEqualTo("close-side");
            assertThat(tab.text("#panel-token")).contains("token 3 of 6");
            tab.screenshot(SCREENSHOTS.resolve("phone-token.png"));
            tab.press("Escape");
            tab.await("getComputedStyle(document.querySelector('#side')).visibility === 'hidden'");
            assertThat(tab.eval("document.activeElement.dataset.index").asString())
                    .isEqualTo("2");
        }
    }

    @Test
    void theKeyboardIsEnough() {
        try (Tab tab = open()) {
            tokens(tab, 6);
            assertThat(tab.eval("document.activeElement.id").asString()).isEqualTo("prompt");
            tab.type("Hello");
            tab.press("Enter");
            tab.await(IDLE);
            tab.pressWithShift("Tab");
            tab.press("Home");
            assertThat(tab.eval("document.activeElement.dataset.index").asString())
                    .isEqualTo("0");
            tab.press("ArrowRight");
            tab.press("ArrowRight");
            assertThat(tab.eval("getComputedStyle(document.activeElement).outlineStyle")
                            .asString())
                    .isEqualTo("solid");
            tab.press("Enter");
            assertThat(tab.text(".token-title")).contains("token 3 of 6");
            tab.press("Tab");
            assertThat(tab.eval("document.activeElement.id").asString()).isEqualTo("prompt");
            Set<String> reached = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                tab.press("Tab");
                reached.add(tab.eval("document.activeElement.id || document.activeElement.className")
                        .asString());
            }
            assertThat(reached).contains("send", "dial-a-slider", "compare", "tab-token", "panel-token", "theme");
        }
    }

    @Test
    void aServerWithAKeyAsksForIt() {
        try (MuninnServer locked = start(options(http(Optional.of("sesame"), List.of())))) {
            locked.awaitLoaded();
            try (Tab tab = browser.open("http://127.0.0.1:" + locked.port() + "/")) {
                tab.await("document.querySelector('#key-dialog').open");
                tab.type("wrong");
                tab.press("Enter");
                tab.await(
                        "document.querySelector('#key-dialog').open && document.querySelector('#key').value === 'wrong'");
                tab.type("sesame"); // in place of what is selected
                tab.press("Enter");
                tab.await("document.documentElement.dataset.ready");
                answered(tab);
                assertThat(tab.count(".token")).isEqualTo(6);
            }
        }
        assertThat(browser.takeComplaints()).isNotEmpty().allMatch(complaint -> complaint.contains("401"));
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

    /** Numbers of a scheduler under load, in place of the server's. */
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
    void themesFollowTheSystemAndTheButton() {
        try (Tab tab = open()) {
            tab.scheme("dark");
            String dark = colour(tab, "body");
            tab.scheme("light");
            assertThat(colour(tab, "body")).isNotEqualTo(dark);
            tab.click("#theme");
            tab.click("#theme");
            assertThat(tab.text("#theme")).contains("Dark");
            assertThat(colour(tab, "body")).isEqualTo(dark);
            tab.eval("location.reload()");
            tab.await("document.documentElement.dataset.ready && document.documentElement.dataset.theme === 'dark'");
            assertThat(colour(tab, "body")).isEqualTo(dark);
            tab.screenshot(SCREENSHOTS.resolve("dark.png"));
        }
    }
}
