package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page: what can be done with answers and conversations, and what is kept of them. */
@Timeout(240)
class PageChatsTest extends PageFixture {
    /** Waits for the list to show what the store has. */
    private static void openList(Tab tab, int rows) {
        tab.click("#show-chats");
        tab.await("document.querySelector('#chats-dialog').open && document.querySelectorAll('#chats li').length === "
                + rows);
    }

    private static void keeps(Tab tab, int conversations, int turns) {
        tab.await("(async () => { const { Store } = await import('/page/store.js');"
                + " const all = await (await Store.open()).conversations();"
                + " return all.length === " + conversations + " && all[0].turns.length === " + turns + "; })()");
    }

    @Test
    void conversationsAreListedOpenedRenamedAndDeleted() {
        try (Tab tab = unrecorded()) {
            answered(tab);
            answered(tab);
            keeps(tab, 1, 2);
            String said = tab.text(".answer .prose");
            reload(tab);
            assertThat(tab.count(".turn")).isZero();
            openList(tab, 1);
            tab.screenshot(SCREENSHOTS.resolve("chats.png"));
            assertThat(tab.text(".chat-title")).contains("Hello", "2 turns");
            tab.click(".chat-title");
            tab.await("document.querySelectorAll('.turn').length === 2");
            assertThat(tab.text(".answer .prose")).isEqualTo(said);
            assertThat(tab.text(".facts")).contains("6 tokens", "8 recurrences each");
            openList(tab, 1);
            tab.click(".rename");
            tab.type("Greetings");
            tab.press("Enter");
            tab.await("document.querySelector('.chat-title')?.innerText.includes('Greetings')");
            tab.click(".delete");
            assertThat(tab.count("#chats li")).isEqualTo(1);
            tab.click(".delete");
            tab.await("document.querySelectorAll('#chats li').length === 0");
            assertThat(tab.count(".turn")).isZero();
        }
    }

    @Test
    void whatIsExportedCanBeImported() {
        try (Tab tab = unrecorded()) {
            answered(tab);
            keeps(tab, 1, 1);
            tab.eval(
                    "{ const real = URL.createObjectURL; URL.createObjectURL = blob => { window.exported = blob; return real(blob); };"
                            + " HTMLAnchorElement.prototype.click = function () {}; }");
            openList(tab, 1);
            tab.click("#export-all");
            tab.await("window.exported");
            tab.click(".delete");
            tab.click(".delete");
            tab.await("document.querySelectorAll('#chats li').length === 0");
            importing(tab, "[window.exported]");
            tab.await("document.querySelectorAll('#chats li').length === 1");
            assertThat(tab.text("#chats-note")).contains("1 conversation imported");
            importing(tab, "['{\"format\":\"muninn-conversations\",\"conversations\":[{\"id\":7}]}']");
            tab.await("document.querySelector('#chats-note').innerText.includes('cannot be imported')");
            importing(tab, "['no JSON']");
            tab.await("document.querySelector('#chats-note').innerText.includes('JSON')");
            assertThat(tab.count("#chats li")).isEqualTo(1);
        }
    }

    private static void importing(Tab tab, String parts) {
        tab.eval("{ const files = new DataTransfer(); files.items.add(new File(" + parts + ", 'chats.json'));"
                + " const input = document.getElementById('import-file'); input.files = files.files;"
                + " input.dispatchEvent(new Event('change')); }");
    }

    @Test
    void settingsAreKept() {
        try (Tab tab = unrecorded()) {
            tab.eval("document.querySelector('.sampling').open = true");
            tab.click("#top-k");
            tab.type("7");
            tab.click("input[name=stopping][value=exit]");
            tab.eval("document.querySelector('#dial-a-slider').focus()");
            tab.press("Home");
            tab.await(
                    "(async () => { const { Store } = await import('/page/store.js');"
                            + " const kept = await (await Store.open()).settings();"
                            + " return kept?.depths[0] === 1 && kept.radios.stopping === 'exit' && kept.fields['top-k'] === '7'; })()");
            reload(tab);
            assertThat(tab.eval("document.getElementById('top-k').value").asString())
                    .isEqualTo("7");
            assertThat(ring(tab)).isEqualTo(1);
            assertThat(tab.eval("document.getElementById('exit-fields').hidden").asBoolean())
                    .isFalse();
        }
    }

    @Test
    void questionsAreEditedAndAnswersRegenerated() {
        try (Tab tab = unrecorded()) {
            answered(tab);
            answered(tab);
            tokens(tab, 3);
            tab.click(".turn:last-of-type .again");
            tab.await(IDLE + " && document.querySelector('.turn:last-of-type .facts').innerText.includes('3 tokens')");
            assertThat(tab.count(".turn")).isEqualTo(2);
            tab.click(".turn .edit"); // the first: what follows was said to it
            assertThat(tab.count(".turn")).isZero();
            assertThat(tab.eval("document.getElementById('prompt').value").asString())
                    .isEqualTo("Hello");
        }
    }

    @Test
    void anAnswerThatWasCutGoesOnAsIfItHadNotBeen() {
        try (Tab tab = unrecorded()) {
            tokens(tab, 12);
            ask(tab, "Hello");
            tab.await(IDLE);
            String whole = tab.text(".answer .prose");
            tab.click("#clear");
            tokens(tab, 8);
            ask(tab, "Hello");
            tab.await(IDLE);
            tokens(tab, 4);
            tab.click(".go-on");
            tab.await("document.querySelector('.facts').innerText.includes('12 tokens')");
            assertThat(tab.text(".answer .prose")).isEqualTo(whole);
        }
    }

    @Test
    void theContextIsMeteredAndRoomIsMade() {
        try (Tab tab = unrecorded()) {
            answered(tab);
            assertThat(tab.text("#meter-text")).contains("of 512 tokens");
            assertThat(tab.count("#forget[hidden]")).isEqualTo(1);
            ask(tab, "word ".repeat(200));
            tab.await("document.querySelector('.answer.failed') && document.querySelector('#stop').hidden");
            assertThat(tab.text("#meter-text")).contains("full", "Leave out the oldest turn");
            tab.screenshot(SCREENSHOTS.resolve("full.png"));
            tab.click("#forget");
            tab.await("document.querySelector('.turn.forgotten')");
            assertThat(tab.text(".turn")).contains("Left out");
        }
        assertThat(browser.takeComplaints()).allMatch(complaint -> complaint.contains("400"));
    }
}
