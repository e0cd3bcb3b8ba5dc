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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page: asking, answers, the depth dials, keys and screens. */
@Timeout(240)
class PageTest extends PageFixture {
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
                tab.eval("document.getElementById('record').click()");
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
    void oneOfSeveralModelsIsChosen() {
        try (Tab tab = unrecorded()) {
            assertThat(tab.eval("document.querySelector('.models').hidden").asBoolean())
                    .isTrue();
            tab.atStart("{ const real = window.fetch; window.fetch = async (path, options) => {"
                    + " if (options.body) { window.asked = JSON.parse(options.body); } if (path !== 'v1/models') { return real(path, options); }"
                    + " const found = await (await real(path, options)).json(); const other = structuredClone(found.data[0]);"
                    + " other.id = 'other'; other.max_model_len = 99; other.muninn.mean_recurrence = 4; other.muninn.chat = false;"
                    + " return new Response(JSON.stringify({data: [...found.data, other]})); }; }");
            reload(tab);
            tab.eval("{ const select = document.getElementById('models'); select.value = 'other';"
                    + " select.dispatchEvent(new Event('change', {bubbles: true})); }");
            assertThat(tab.text("#model")).contains("other", "trained for 4 recurrences");
            assertThat(ring(tab)).isEqualTo(4);
            assertThat(tab.eval("document.getElementById('manner').hidden").asBoolean())
                    .isTrue();
            ask(tab, "Hello");
            tab.await(IDLE);
            assertThat(tab.eval("asked.model").asString()).isEqualTo("other");
            assertThat(tab.text(".facts")).contains("other"); // which the server does not have, and says so
        }
        assertThat(browser.takeComplaints()).allMatch(complaint -> complaint.contains("404"));
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
            tab.click("#options");
            assertThat(tab.eval("document.querySelector('#ask').getBoundingClientRect().height <= innerHeight / 3 + 1")
                            .asBoolean())
                    .isTrue();
            tab.screenshot(SCREENSHOTS.resolve("phone-options.png"));
            tab.click("#options");
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
            for (int i = 0; i < 8 && !focused(tab).equals("token"); i++) { // past what can be done with the answer
                tab.pressWithShift("Tab");
            }
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
            for (int i = 0; i < 8 && !focused(tab).equals("prompt"); i++) {
                tab.press("Tab");
            }
            assertThat(focused(tab)).isEqualTo("prompt");
            Set<String> reached = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                tab.press("Tab");
                reached.add(focused(tab));
            }
            assertThat(reached).contains("send", "dial-a-slider", "compare", "tab-token", "panel-token", "theme");
        }
    }

    private static String focused(Tab tab) {
        return tab.eval("document.activeElement.id || document.activeElement.className.split(' ')[0]")
                .asString();
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
                assertThat(tab.text(".facts")).contains("6 tokens");
            }
        }
        assertThat(browser.takeComplaints()).isNotEmpty().allMatch(complaint -> complaint.contains("401"));
    }

    /** Numbers of a scheduler under load, in place of the server's. */
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
            reload(tab);
            tab.await("document.documentElement.dataset.theme === 'dark'");
            assertThat(colour(tab, "body")).isEqualTo(dark);
            tab.screenshot(SCREENSHOTS.resolve("dark.png"));
        }
    }
}
