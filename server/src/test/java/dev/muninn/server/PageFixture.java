package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * The page in a real browser, for tests of its parts. Skipped where no Chromium is installed, unless the variable
 * {@code MUNINN_BROWSER} is {@code required}, as in CI. What was seen is kept in {@code target/screenshots}.
 */
@Timeout(240)
abstract class PageFixture extends ServerFixture {
    static final Path SCREENSHOTS = Path.of("target/screenshots");
    static final String IDLE =
            "document.querySelector('#stop').hidden && document.querySelector('.answer') && !document.querySelector('.waiting')";

    Chromium browser;

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

    Tab open() {
        Tab tab = unrecorded();
        tab.eval("document.getElementById('record').click()");
        return tab;
    }

    /** As the page is at first: nothing is recorded. */
    Tab unrecorded() {
        Tab tab = browser.open(uri("/").toString());
        tab.await("document.documentElement.dataset.ready");
        return tab;
    }

    /** Loads the page again; what is awaited is of the new document, for the old one is no longer ready. */
    static void reload(Tab tab) {
        tab.eval("(delete document.documentElement.dataset.ready, location.reload())");
        tab.await("document.body && document.documentElement.dataset.ready");
    }

    /** Short answers: the tests are about the page. */
    static void tokens(Tab tab, int most) {
        set(tab, "max-tokens", String.valueOf(most));
    }

    static void set(Tab tab, String field, String value) {
        tab.eval("document.getElementById('" + field + "').value = '" + value + "'");
    }

    static void ask(Tab tab, String text) {
        tab.click("#prompt");
        tab.type(text);
        tab.press("Enter");
    }

    static Tab answered(Tab tab) {
        tokens(tab, 6);
        ask(tab, "Hello");
        tab.await(IDLE);
        return tab;
    }

    static Set<Integer> depths(Tab tab, String within) {
        Set<Integer> found = new HashSet<>();
        JsonNode titles =
                tab.eval("[...document.querySelectorAll('" + within + " .token')].map(t => parseInt(t.title))");
        titles.forEach(title -> found.add(title.asInt()));
        return found;
    }

    /** The depth that the first dial shows. */
    static int ring(Tab tab) {
        return Integer.parseInt(
                tab.eval("document.querySelector('.ring-number').textContent").asString());
    }

    static String colour(Tab tab, String selector) {
        return tab.eval("getComputedStyle(document.querySelector('" + selector + "')).backgroundColor")
                .asString();
    }
}
