package dev.muninn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A tab of {@link Chromium}, used as a person would: mouse, keyboard, eyes. */
final class Tab implements AutoCloseable {
    /** Keys that type nothing, or more than a character: their code for the protocol. */
    private static final Map<String, Integer> KEYS = Map.ofEntries(
            Map.entry("Tab", 9),
            Map.entry("Enter", 13),
            Map.entry("Escape", 27),
            Map.entry(" ", 32),
            Map.entry("End", 35),
            Map.entry("Home", 36),
            Map.entry("ArrowLeft", 37),
            Map.entry("ArrowUp", 38),
            Map.entry("ArrowRight", 39),
            Map.entry("ArrowDown", 40));

    private static final int SHIFT = 8;

    private final Chromium browser;
    private final String context;
    private final String session;

    Tab(Chromium browser, String context, String session, String url) {
        this.browser = browser;
        this.context = context;
        this.session = session;
        for (String domain : new String[] {"Page", "Runtime", "Log"}) {
            call(domain + ".enable", Chromium.object());
        }
        viewport(1360, 860, false);
        call("Page.navigate", Chromium.object().put("url", url));
    }

    private JsonNode call(String method, ObjectNode parameters) {
        return browser.call(session, method, parameters);
    }

    /** The size of the window, or of a phone. */
    void viewport(int width, int height, boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Chromium.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", phone ? 2 : 1)
                        .put("mobile", phone));
    }

    /** Runs a script in every document from the next one on, before the document's own. */
    void atStart(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Chromium.object().put("source", script));
    }

    /** What the system prefers: {@code dark} or {@code light}. */
    void scheme(String scheme) {
        ObjectNode media = Chromium.object();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        call("Emulation.setEmulatedMedia", media);
    }

    /** The value of an expression. */
    JsonNode eval(String expression) {
        JsonNode result = call(
                "Runtime.evaluate",
                Chromium.object()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** The text of the first element that a selector finds. */
    String text(String selector) {
        return eval("document.querySelector('" + selector + "').innerText").asString();
    }

    int count(String selector) {
        return eval("document.querySelectorAll('" + selector + "').length").asInt();
    }

    /** Waits until an expression is true; while a document is loaded nothing is. */
    void await(String expression) {
        for (long end = Chromium.deadline(); System.nanoTime() < end; Chromium.pause()) {
            if (holds(expression)) {
                return;
            }
        }
        throw new AssertionError("never came true: " + expression + "\n" + text("body"));
    }

    private boolean holds(String expression) {
        try {
            return eval("Boolean(" + expression + ")").asBoolean();
        } catch (AssertionError e) { // there is no document yet, or no longer
            return false;
        }
    }

    /** Presses the mouse in the middle of an element, which must be seen there. */
    void click(String selector) {
        JsonNode at = eval(
                "(() => { const e = document.querySelector('" + selector + "');"
                        + " e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getClientRects()[0];"
                        + " const x = r.x + r.width / 2, y = r.y + r.height / 2; const hit = document.elementFromPoint(x, y);"
                        + " return {x, y, hit: e.contains(hit) || hit?.contains(e) || hit?.parentElement === e.parentElement}; })()");
        if (!at.path("hit").asBoolean()) {
            throw new AssertionError(selector + " is covered or outside the window: " + at);
        }
        for (String type : new String[] {"mousePressed", "mouseReleased"}) {
            call(
                    "Input.dispatchMouseEvent",
                    Chromium.object()
                            .put("type", type)
                            .put("x", at.path("x").asDouble())
                            .put("y", at.path("y").asDouble())
                            .put("button", "left")
                            .put("clickCount", 1));
        }
    }

    /** Types into whatever has the keyboard. */
    void type(String text) {
        call("Input.insertText", Chromium.object().put("text", text));
    }

    void press(String key) {
        press(key, 0);
    }

    void pressWithShift(String key) {
        press(key, SHIFT);
    }

    private void press(String key, int modifiers) {
        ObjectNode down = Chromium.object()
                .put("type", "keyDown")
                .put("key", key)
                .put("code", key.equals(" ") ? "Space" : key)
                .put("modifiers", modifiers)
                .put("windowsVirtualKeyCode", KEYS.get(key));
        if (key.equals("Enter") || key.equals(" ")) {
            down.put("text", key.equals("Enter") ? "\r" : " ");
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", down.deepCopy().put("type", "keyUp"));
    }

    /** What is seen, as PNG. */
    void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            String data = call("Page.captureScreenshot", Chromium.object().put("format", "png"))
                    .path("data")
                    .asString();
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.call("", "Target.disposeBrowserContext", Chromium.object().put("browserContextId", context));
    }
}
