package dev.muninn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.hub.FakeHub.Reply;
import dev.muninn.hub.FakeHub.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers, redirects, tokens, errors, retries, offline. */
class HubProtocolTest extends HubFixture {
    private static boolean asksFor(Seen seen, String method, String part) {
        return seen.method().equals(method) && seen.path().contains(part);
    }

    @Test
    void theLinkedTagNamesTheBlobAndTheXetHashNever() throws IOException {
        server.answer(seen -> asksFor(seen, "HEAD", "resolve") && seen.path().endsWith("model.safetensors")
                ? server.usual(seen).with("X-Xet-Hash", "b".repeat(64)).with("ETag", "\"" + "c".repeat(32) + "\"")
                : null);
        fetch("org/tiny");
        assertThat(directory().resolve("blobs").resolve(FakeHub.sha("SHA-256", weights)))
                .exists();
        assertThat(tree()).noneMatch(name -> name.contains("bbbb") || name.contains("cccc"));
    }

    @Test
    void weakTagsLoseTheirMark() {
        String etag = FakeHub.etag("config.json", CONFIG.getBytes());
        server.answer(seen ->
                asksFor(seen, "HEAD", "config.json") ? server.usual(seen).with("ETag", "W/\"" + etag + "\"") : null);
        fetch("org/tiny");
        assertThat(directory().resolve("blobs").resolve(etag)).exists();
    }

    @Test
    void nothingCompressedIsAskedForAndAnAbsentLengthIsNotZero() {
        server.answer(seen -> {
            if (!seen.path().endsWith("config.json")) {
                return null;
            }
            Reply usual = server.usual(seen);
            return seen.header("accept-encoding").equals("identity")
                            && seen.method().equals("GET")
                    ? usual
                    : usual.announcing(-1);
        });
        assertThat(fetch("org/tiny").resolve("config.json")).hasContent(CONFIG);
        assertThat(server.seen())
                .allMatch(seen -> seen.header("accept-encoding").equals("identity"));
    }

    @Test
    void renamedRepositoriesAreFollowedAtHomeWithTheirQuery() {
        server.answer(seen -> seen.path().contains("/Org/old")
                ? Reply.of(308, Map.of("Location", seen.path().replace("/Org/old", "/org/tiny")), new byte[0])
                : null);
        Path model = fetch("Org/old");
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(model).startsWith(cache().resolve("models--Org--old"));
        assertThat(server.seen())
                .anyMatch(seen -> seen.path().equals("/api/models/org/tiny/revision/main")
                        && seen.query().equals("blobs=true"));
    }

    @Test
    void metadataIsNotLookedForAtAnotherHost() {
        fetch("org/tiny");
        assertThat(server.seen())
                .noneMatch(
                        seen -> seen.host().equals("storage") && seen.method().equals("HEAD"));
    }

    @Test
    void theTokenStaysAtHome() {
        environment.put("HF_TOKEN", "hf_abc");
        fetch("org/tiny");
        assertThat(server.seen())
                .filteredOn(seen -> seen.host().equals("hub"))
                .isNotEmpty()
                .allMatch(seen -> seen.header("authorization").equals("Bearer hf_abc"));
        assertThat(server.seen())
                .filteredOn(seen -> seen.host().equals("storage"))
                .isNotEmpty()
                .allMatch(seen -> seen.header("authorization").isEmpty());
    }

    @Test
    void withoutATokenThereIsNoHeader() {
        environment.put("HF_TOKEN", " ");
        fetch("org/tiny");
        assertThat(server.seen()).noneMatch(seen -> seen.headers().containsKey("authorization"));
    }

    @Test
    void redirectsEnd() {
        server.answer(seen -> asksFor(seen, "GET", "/api/")
                ? Reply.of(302, Map.of("Location", seen.path() + "?again"), new byte[0])
                : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("redirects more than 10 times");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | RepoNotFound     | or it is private",
                "404 | RepoNotFound     | or it is private",
                "403 | GatedRepo        | Accept them at",
                "404 | RevisionNotFound | no revision 'main'",
                "401 | ''               | or it is private",
                "403 | ''               | HF_TOKEN",
                "400 | ''               | is HF_ENDPOINT a hub"
            })
    void everyRefusalSaysWhatToDo(int status, String code, String message) {
        server.answer(seen -> Reply.error(status, code));
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining(message);
        assertThat(waits).isEmpty();
    }

    @Test
    void aTokenThatIsNotAcceptedIsNamed() {
        environment.put("HF_TOKEN", "hf_abc");
        server.answer(seen -> Reply.error(401, ""));
        assertThatThrownBy(() -> fetch("org/tiny"))
                .hasMessageContaining("does not accept the token, or there is no org/tiny")
                .message()
                .doesNotContain("hf_abc");
    }

    @Test
    void anUnknownModelOrRevisionIsNoModel() {
        assertThatThrownBy(() -> fetch("org/other")).hasMessageContaining("there is no org/other");
        assertThatThrownBy(() -> fetch("org/tiny@v9")).hasMessageContaining("no revision 'v9'");
        assertThat(cache().resolve("models--org--other")).doesNotExist();
    }

    @Test
    void anOutageLeavesNoMarkOfAbsence() {
        AtomicInteger asked = new AtomicInteger();
        server.put(REPO, "generation_config.json", "{}");
        server.answer(seen -> seen.path().endsWith("generation_config.json") && asked.incrementAndGet() < 3
                ? Reply.error(503, "")
                : null);
        Path model = fetch("org/tiny");
        assertThat(model.resolve("generation_config.json")).exists();
        assertThat(directory().resolve(".no_exist").resolve(server.commit(REPO)).resolve("generation_config.json"))
                .doesNotExist();
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void retryAfterIsObeyedWithinReason() {
        AtomicInteger asked = new AtomicInteger();
        server.answer(
                seen -> asked.incrementAndGet() == 1 ? Reply.error(429, "").with("Retry-After", "3") : null);
        fetch("org/tiny");
        assertThat(waits).containsExactly(Duration.ofSeconds(3));

        server.answer(seen -> Reply.error(429, "").with("Retry-After", "3600"));
        environment.put("HF_HUB_CACHE", home.resolve("other").toString());
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("come back in 3600 s");
    }

    @Test
    void triesAreCounted() {
        server.answer(seen -> Reply.error(503, ""));
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("is in trouble (503");
        assertThat(server.seen()).hasSize(Waiting.TRIES);
    }

    @Test
    void offlineOpensNoConnection() throws IOException {
        Path model = fetch("org/tiny");
        server.forget();
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("org/tiny")).isEqualTo(model);
        assertThatThrownBy(() -> fetch("org/other")).hasMessageContaining("HF_HUB_OFFLINE forbids");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void withoutAConnectionTheCacheServesAndSaysSo() throws IOException {
        Path model = fetch("org/tiny");
        server.close();
        assertThat(fetch("org/tiny")).isEqualTo(model);
        assertThat(notes).hasSize(1).first().asString().contains("using the copy in the cache", "cannot be reached");
        assertThatThrownBy(() -> fetch("org/other")).hasMessageContaining("cannot be reached");
        assertThat(waits).isEmpty();
    }

    @Test
    void theCacheServesWhereAModelWasGatedSinceButNotWhereItWasNeverFetched() {
        Path model = fetch("org/tiny");
        server.answer(seen -> Reply.error(403, "GatedRepo"));
        assertThat(fetch("org/tiny")).isEqualTo(model);
        environment.put("HF_HUB_CACHE", home.resolve("other").toString());
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("gated");
    }

    @Test
    void theCacheDoesNotHideThatARevisionIsGone() {
        fetch("org/tiny");
        server.answer(seen -> Reply.error(404, "RevisionNotFound"));
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("no revision");
    }

    @Test
    void aMirrorWithoutHeadersIsNamed() {
        server.answer(seen ->
                asksFor(seen, "HEAD", "config.json") ? server.usual(seen).without("X-Repo-Commit") : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("does not send X-Repo-Commit");
        server.answer(seen ->
                asksFor(seen, "HEAD", "config.json") ? server.usual(seen).without("ETag") : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("does not send ETag");
    }

    @Test
    void aLoginPageIsNoHub() {
        server.answer(seen -> Reply.of(200, Map.of(), "<html>Log in".getBytes()));
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("does not answer as a hub does");
    }

    @Test
    void aProxyIsAsked() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = proxy.accept()) {
                    StringBuilder line = new StringBuilder();
                    for (int c = socket.getInputStream().read();
                            c > 13;
                            c = socket.getInputStream().read()) {
                        line.append((char) c);
                    }
                    socket.getOutputStream().write("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n".getBytes());
                    return line.toString();
                } catch (IOException e) {
                    return e.toString();
                }
            });
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort());
            environment.put("HF_ENDPOINT", "https://hub.example");
            environment.put("HF_HUB_ETAG_TIMEOUT", "2");
            assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("hub.example");
            assertThat(asked.get()).isEqualTo("CONNECT hub.example:443 HTTP/1.1");
        }
    }

    @Test
    void aModelWithPicklesAloneIsRefused() {
        server.put("org/pickles", "config.json", CONFIG).put("org/pickles", "pytorch_model.bin", "x");
        assertThatThrownBy(() -> fetch("org/pickles")).hasMessageContaining("pickles, which are never loaded");
        assertThat(Files.exists(cache())).isFalse();
    }
}
