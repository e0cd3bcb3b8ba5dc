package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** The page: answers as text, with words put into the model's mouth. */
@Timeout(240)
class PageTextTest extends PageFixture {
    /** Answers every chat with {@code text} as a stream of pieces of {@code width} characters, all at once. */
    private static void says(Tab tab, String text, int width) {
        String json = JsonMapper.shared().writeValueAsString(text);
        tab.eval("{ const real = window.fetch; const text = " + json + "; window.fetch = (path, options) => {"
                + " if (path !== 'v1/chat/completions') { return real(path, options); }"
                + " window.asked = JSON.parse(options.body); const events = []; let tokens = 0;"
                + " for (let i = 0; i < text.length; i += " + width + ", tokens++) { events.push({choices: [{delta:"
                + " {content: text.slice(i, i + " + width + ")}, recurrence: {per_token: [8], exited: [false]}}]}); }"
                + " events.push({choices: [{delta: {}, finish_reason: 'stop', recurrence: {exits: 0, kv_bytes: 1, seed: 0,"
                + " per_token: Array(tokens).fill(8), exited: Array(tokens).fill(false)}}]});"
                + " return Promise.resolve(new Response(events.map(e => `data: ${JSON.stringify(e)}\\n\\n`).join('')"
                + " + 'data: [DONE]\\n\\n')); }; }");
    }

    private static void told(Tab tab, String text, int width) {
        says(tab, text, width);
        ask(tab, "Go");
        tab.await(IDLE);
    }

    @Test
    void markdownCodeAndFormulas() {
        try (Tab tab = unrecorded()) {
            told(
                    tab,
                    "# Title\n\nSome **bold** and `code`.\n\n- one\n- two\n\n```python\ndef f(x):\n    return x  # back\n```\n\n"
                            + "| a | b |\n|---|---|\n| 1 | 2 |\n\nEuler: $e^{i\\pi} + 1 = 0$, and $$\\int_0^1 x^2\\,dx = \\frac13$$"
                            + "\n\nIt costs $5 and $6. \\(a_b\\)",
                    3);
            assertThat(tab.text(".prose h4")).isEqualTo("Title");
            assertThat(tab.count(".prose li")).isEqualTo(2);
            assertThat(tab.count(".prose table td")).isEqualTo(2);
            assertThat(tab.text(".prose .hljs-keyword")).isEqualTo("def");
            assertThat(tab.text(".prose pre").stripTrailing()).isEqualTo("def f(x):\n    return x  # back");
            tab.await("document.querySelectorAll('.prose math').length === 3");
            assertThat(tab.text(".prose")).contains("$5 and $6");
            tab.eval(
                    "{ Object.defineProperty(navigator, 'clipboard', {value: {writeText: async t => { window.copied = t; }}}); }");
            tab.click(".code-head button");
            tab.await(
                    "window.copied === 'def f(x):\\n    return x  # back\\n' || window.copied === 'def f(x):\\n    return x  # back'");
            tab.eval("document.querySelector('#turns').scrollTop = 0");
            tab.screenshot(SCREENSHOTS.resolve("markdown.png"));
        }
    }

    @Test
    void whatTheModelWritesIsNeverAPage() {
        try (Tab tab = unrecorded()) {
            told(
                    tab,
                    "<script>window.bad = 1</script><img src=x onerror=\"window.bad = 2\"> [x](javascript:window.bad=3)"
                            + " ![i](http://example.invalid/i.png) <form action=/><input name=q></form>"
                            + " <a href=\"https://example.invalid\" onclick=\"window.bad = 4\">y</a> <b style=\"color:red\">z</b>\n\n"
                            + "```html\n<img src=x onerror=alert(1)>\n```\n\n$\\href{javascript:alert(1)}{x}$ [ok](https://example.invalid)",
                    5);
            assertThat(tab.eval("window.bad === undefined").asBoolean()).isTrue();
            assertThat(tab.count(".prose :is(script, img, form, input, [style], [onclick], [onerror])"))
                    .isZero();
            assertThat(tab.eval(
                                    "[...document.querySelectorAll('.prose a')].map(a => a.getAttribute('href') + ' ' + a.rel)"
                                            + ".filter(h => !h.startsWith('https://example.invalid noopener')).join()")
                            .asString())
                    .isIn("", "null noopener noreferrer");
            assertThat(tab.text(".prose")).contains("<script>window.bad = 1</script>");
        }
    }

    @Test
    void manyTokensAreDrawnByFrames() {
        try (Tab tab = unrecorded()) {
            tab.eval(
                    "{ window.frames_ = 0; window.drawn = 0; const count = () => { window.frames_++; requestAnimationFrame(count); };"
                            + " count(); new MutationObserver(() => { window.drawn++; }).observe(document.getElementById('turns'),"
                            + " {childList: true, subtree: true}); }");
            told(tab, "word ".repeat(1500), 5);
            assertThat(tab.text(".facts")).contains("1,500 tokens");
            assertThat(tab.text(".prose").split(" ")).hasSize(1500);
            assertThat(tab.eval("window.drawn <= window.frames_ + 4").asBoolean())
                    .as(tab.eval("`${drawn} drawings in ${frames_} frames`").asString())
                    .isTrue();
            assertThat(tab.eval("'logprobs' in asked || 'trace' in asked.muninn")
                            .asBoolean())
                    .as("costs what nobody asked for")
                    .isFalse();
            tab.click(".answer .views button:last-child");
            assertThat(tab.count(".token")).isEqualTo(1500);
        }
    }

    @Test
    void theRequestSaysWhatTheFieldsSay() {
        try (Tab tab = unrecorded()) {
            tab.eval("document.querySelector('.sampling').open = true");
            tab.click("#system");
            tab.type("Be brief.");
            tab.click("#stop-strings");
            tab.type("END\n\\n\\n");
            tab.click("#schema");
            tab.type("{\"type\":");
            says(tab, "x", 1);
            ask(tab, "Go");
            assertThat(tab.eval("document.getElementById('schema').validationMessage")
                            .asString())
                    .contains("not JSON");
            assertThat(tab.count(".turn")).isZero();
            tab.click("#schema");
            tab.eval("document.getElementById('schema').select()");
            tab.type("{\"type\": \"object\"}");
            tab.click("#send");
            tab.await(IDLE);
            assertThat(tab.eval(
                                    "JSON.stringify([asked.messages[0], asked.stop, asked.response_format.json_schema.schema])")
                            .asString())
                    .isEqualTo(
                            "[{\"role\":\"system\",\"content\":\"Be brief.\"},[\"END\",\"\\n\\n\"],{\"type\":\"object\"}]");
        }
    }
}
