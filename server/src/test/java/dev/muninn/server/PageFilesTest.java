package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.server.http.Route;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page's files as a browser gets them, and what the server says for the page. */
class PageFilesTest extends ServerFixture {
    private static final Path SOURCES = Path.of("src/main/resources/dev/muninn/server/page");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"|from '\\./([^']+)'");

    private HttpResponse<String> fetch(String path) {
        return text(HttpRequest.newBuilder(uri(path)).build());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void everyFileIsServedAsWhatItIs() throws IOException {
        List<String> expected;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            expected = files.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .map(file -> file.equals("index.html") ? "/" : "/page/" + file)
                    .toList();
        }
        assertThat(Page.routes().stream().map(Route::path)).containsExactlyInAnyOrderElementsOf(expected);
        for (String path : expected) {
            HttpResponse<String> response = fetch(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(header(response, "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(header(response, "Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(header(response, "Content-Type")).as(path).startsWith(type(path));
        }
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "txt" -> "text/plain; charset=utf-8";
            default -> "text/html; charset=utf-8";
        };
    }

    @Test
    void whatFilesReferToIsThereAndOurs() {
        for (Route route : Page.routes()) {
            String text = fetch(route.path()).body();
            for (Matcher reference = REFERENCE.matcher(text); reference.find(); ) {
                String file = reference.group(1) == null ? "page/" + reference.group(2) : reference.group(1);
                assertThat(fetch("/" + file).statusCode())
                        .as(route.path() + ": " + file)
                        .isEqualTo(200);
            }
            if (!route.path().contains("vendor")) {
                assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                        .as(route.path())
                        .doesNotContain("http://", "https://");
            }
        }
    }

    @Test
    void noRequestNamesAnotherFile() {
        for (String path : List.of(
                "/page/",
                "/page/index.html",
                "/page/../pom.xml",
                "/page/..%2f..%2fpom.xml",
                "/../../../../../../etc/passwd",
                "/page/%2e%2e/MuninnServer.class",
                "/page/vendor/",
                "/page//etc/passwd",
                "/page/main.js%00.css",
                "/index.html")) {
            HttpResponse<String> response = fetch(path);
            assertThat(response.statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void thePageNeedsNoKeyAndTheApiDoes() {
        try (MuninnServer locked = start(options(http(Optional.of("sesame"), List.of())))) {
            locked.awaitLoaded();
            String base = "http://127.0.0.1:" + locked.port();
            for (String open : List.of("/", "/page/main.js")) {
                assertThat(text(HttpRequest.newBuilder(java.net.URI.create(base + open))
                                        .build())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(text(HttpRequest.newBuilder(java.net.URI.create(base + "/live"))
                                    .build())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void theLicenceOfWhatIsNotOursIsThere() {
        assertThat(fetch("/page/vendor/uPlot.LICENSE.txt").body()).contains("MIT License", "Leon Sorokin");
        assertThat(fetch("/page/vendor/uPlot.esm.js").body()).contains("(v1.6.");
        assertThat(fetch("/page/vendor/marked.LICENSE.txt").body())
                .contains("Permission is hereby granted", "MarkedJS");
        assertThat(fetch("/page/vendor/purify.LICENSE.txt").body()).contains("Apache License");
        assertThat(fetch("/page/vendor/katex.LICENSE.txt").body()).contains("MIT License", "Khan Academy");
        assertThat(fetch("/page/vendor/highlight.LICENSE.txt").body()).contains("BSD 3-Clause", "Ivan Sagalaev");
        assertThat(Page.routes().stream()
                        .filter(route -> route.path().contains("vendor"))
                        .mapToInt(route -> fetch(route.path()).body().length())
                        .sum())
                .as("others' libraries stay small")
                .isLessThan(1_000_000);
    }

    @Test
    void liveCountsWhatIsDone() {
        JsonNode before = get("/live").json();
        post(
                "/v1/completions",
                "{'prompt':'ab','max_tokens':5,'temperature':0,'num_steps':3,'logit_bias':{'257':-100}}");
        JsonNode after = get("/live").json();
        assertThat(after.path("tokens").asLong() - before.path("tokens").asLong())
                .isEqualTo(5);
        assertThat(after.path("row_steps").asLong() - before.path("row_steps").asLong())
                .isGreaterThanOrEqualTo(12);
        assertThat(after.path("core_steps").asLong())
                .isGreaterThan(before.path("core_steps").asLong());
        assertThat(after.path("seconds").asDouble())
                .isGreaterThan(before.path("seconds").asDouble());
        assertThat(after.path("running").isInt()).isTrue();
        assertThat(after.path("rows_by_depth").isArray()).isTrue();
        assertThat(after.path("kv_used_bytes").asLong()).isNotNegative();
    }

    private static final String HI =
            "{'messages':[{'role':'user','content':'Hi'}],'max_tokens':4,'temperature':0,'logit_bias':{'257':-100}";

    @Test
    void statesComeWithTracesWhenAskedFor() {
        JsonNode recurrence = post("/v1/chat/completions", HI + ",'muninn':{'recurrences':9,'trace':'states'}}")
                .json()
                .at("/choices/0/recurrence");
        assertThat(recurrence.path("trace").size()).isEqualTo(4);
        for (JsonNode token : recurrence.path("trace")) {
            assertThat(token.size()).isEqualTo(9);
            for (int step = 1; step < 9; step++) { // as narrow as it is, the state is told whole
                assertThat(token.get(step).path("state").size()).isEqualTo(32);
                assertThat(token.get(step).path("moved").asDouble())
                        .isCloseTo(
                                distance(
                                        token.get(step).path("state"),
                                        token.get(step - 1).path("state")),
                                org.assertj.core.api.Assertions.within(2e-3));
            }
        }
        assertThat(recurrence.path("paths").size()).isEqualTo(4);
        assertThat(recurrence.path("paths"))
                .allMatch(path ->
                        List.of("fixed point", "slider", "orbit", "wanderer").contains(path.asString()));
        JsonNode shallow = post("/v1/chat/completions", HI + ",'muninn':{'recurrences':7,'trace':'states'}}")
                .json()
                .at("/choices/0/recurrence/paths");
        assertThat(shallow).allMatch(JsonNode::isNull).hasSize(4);
        JsonNode plain = post("/v1/chat/completions", HI + ",'muninn':{'trace':true}}")
                .json()
                .at("/choices/0/recurrence");
        assertThat(plain.has("paths")).isFalse();
        assertThat(plain.at("/trace/0/0").has("state")).isFalse();
        Answer wrong = post("/v1/chat/completions", HI + ",'muninn':{'trace':'everything'}}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.error().path("message").asString()).contains("muninn.trace is \"everything\"", "'states'");
    }

    private static double distance(JsonNode now, JsonNode before) {
        double moved = 0;
        double length = 0;
        for (int i = 0; i < now.size(); i++) {
            moved += Math.pow(now.get(i).asDouble() - before.get(i).asDouble(), 2);
            length += Math.pow(now.get(i).asDouble(), 2);
        }
        return Math.sqrt(moved / length);
    }

    @Test
    void inStreamsOfChatsTracesComeOnceWithTheirTokens() {
        String body = HI + ",'stream':true,'logprobs':true,'muninn':{'recurrences':8,'trace':'states'}}";
        int traced = 0;
        int named = 0;
        List<JsonNode> events = stream("/v1/chat/completions", body);
        for (JsonNode event : events) {
            JsonNode choice = event.path("choices").path(0);
            JsonNode recurrence = choice.path("recurrence");
            assertThat(recurrence.path("trace").size())
                    .isEqualTo(recurrence.path("paths").size());
            if (recurrence.has("trace")) {
                assertThat(recurrence.path("per_token").size())
                        .isEqualTo(recurrence.path("trace").size());
                assertThat(choice.at("/logprobs/content").size())
                        .isEqualTo(recurrence.path("trace").size());
            }
            traced += recurrence.path("trace").size();
            named += recurrence.path("paths").size();
        }
        assertThat(traced).isEqualTo(4);
        assertThat(named).isEqualTo(4);
        assertThat(events.getLast().at("/choices/0/recurrence/per_token").size())
                .isEqualTo(4);
        assertThat(events.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(100_000);
    }
}
