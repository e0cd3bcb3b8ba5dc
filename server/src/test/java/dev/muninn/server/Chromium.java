package dev.muninn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An installed Chromium without a window, driven over its DevTools protocol. Playwright would do the same, with 200 MB of its own to
 * download for every build.
 */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--remote-debugging-port=0",
            "about:blank");
    private static final int PATIENCE_SECONDS = 30;

    private final Path profile;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Path program) throws IOException {
        profile = Files.createTempDirectory("muninn-chromium");
        List<String> command = new ArrayList<>(List.of(program.toString(), "--user-data-dir=" + profile));
        command.addAll(ARGUMENTS);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("log.txt").toFile())
                .start();
        socket =
                client.newWebSocketBuilder().buildAsync(address(), new Reader()).join();
    }

    /** The program on the PATH, if there is one. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(java.io.File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path program) {
        try {
            return new Chromium(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI address() throws IOException {
        Path found = profile.resolve("DevToolsActivePort");
        for (long end = deadline(); System.nanoTime() < end; pause()) {
            if (!process.isAlive()) {
                break;
            }
            List<String> lines = Files.exists(found) ? Files.readAllLines(found) : List.of();
            if (lines.size() == 2) {
                return URI.create("ws://127.0.0.1:" + lines.getFirst() + lines.getLast());
            }
        }
        process.destroyForcibly();
        throw new IOException("chromium did not start: " + Files.readString(profile.resolve("log.txt")));
    }

    static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                receive(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            pending.remove(message.path("id").asInt()).complete(message);
        } else if (message.path("method").asString().equals("Runtime.exceptionThrown")) {
            complaints.add(message.at("/params/exceptionDetails").toString());
        } else if (message.path("method").asString().equals("Log.entryAdded")
                && message.at("/params/entry/level").asString().equals("error")) {
            complaints.add(message.at("/params/entry").toString());
        }
    }

    /** Errors that pages have told the console since the last call: exceptions, what a policy forbade, what could not be loaded. */
    List<String> takeComplaints() {
        List<String> taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /** Calls a method of the protocol; an empty session is the browser itself. */
    JsonNode call(String session, String method, ObjectNode parameters) {
        int id = calls.incrementAndGet();
        ObjectNode message = object().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        synchronized (this) {
            socket.sendText(message.toString(), true).join();
        }
        try {
            JsonNode found = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (found.has("error")) {
                throw new AssertionError(method + ": " + found.path("error"));
            }
            return found.path("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " was not answered", e);
        }
    }

    /** A new tab of its own: no storage, no theme, nothing is shared with others. */
    Tab open(String url) {
        String context = call("", "Target.createBrowserContext", object())
                .path("browserContextId")
                .asString();
        String target = call(
                        "",
                        "Target.createTarget",
                        object().put("url", "about:blank").put("browserContextId", context))
                .path("targetId")
                .asString();
        String session = call(
                        "",
                        "Target.attachToTarget",
                        object().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asString();
        return new Tab(this, context, session, url);
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            deleteProfile();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As far as it goes: processes of its own may still write. */
    private void deleteProfile() {
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            profile.toFile().deleteOnExit();
        }
    }
}
