package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The newer API of answers, embeddings and the document about all of it. */
class ResponsesTest extends ServerFixture {
    private static final String PATH = "/v1/responses";
    private static final String HI = "'input':'Hi','temperature':0,'max_output_tokens':8";

    @Test
    void anAnswerIsThatOfAChat() {
        JsonNode chat = post(
                        "/v1/chat/completions",
                        "{'messages':[{'role':'system','content':'S'},"
                                + "{'role':'user','content':'Hi'}],'temperature':0,'max_tokens':8}")
                .json();
        JsonNode response = post(PATH, "{" + HI + ",'instructions':'S'}").json();
        assertThat(response.path("object").asString()).isEqualTo("response");
        assertThat(response.path("status").asString()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
        assertThat(response.at("/output/0/content/0/text").asString())
                .isEqualTo(chat.at("/choices/0/message/content").asString());
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(8);
        assertThat(response.at("/recurrence/mean").asInt()).isEqualTo(TinyModel.MEAN);
        JsonNode items = post(
                        PATH,
                        "{'input':[{'role':'user','content':[{'type':'input_text','text':'Hi'}]}],'instructions':'S',"
                                + "'temperature':0,'max_output_tokens':8,'reasoning':{'effort':'low'}}")
                .json();
        assertThat(items.at("/recurrence/max").asInt()).isEqualTo(4);
    }

    @Test
    void whatIsNotThereIsRefused() {
        for (String field : List.of(
                "'previous_response_id':'x'",
                "'tools':[{'type':'function','name':'f'}]",
                "'background':true",
                "'truncation':'auto'",
                "'text':{'format':{'type':'xml'}}")) {
            assertThat(post(PATH, "{" + HI + "," + field + "}")
                            .error()
                            .path("code")
                            .asString())
                    .as(field)
                    .isEqualTo("unsupported_parameter");
        }
        assertThat(post(PATH, "{}").error().path("param").asString()).isEqualTo("input");
        assertThat(post(PATH, "{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}")
                        .error()
                        .path("message")
                        .asString())
                .isEqualTo("input[0].type is not supported here: the model's template knows no tools");
        Answer tooLong = post(PATH, "{'input':'" + "a".repeat(TinyModel.CONTEXT) + "'}");
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.error().path("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void eventsOpenFillAndClose() {
        JsonNode whole = post(PATH, "{" + HI + "}").json();
        HttpResponse<String> stream = text(request(PATH, "{" + HI + ",'stream':true}"));
        List<String> types = new ArrayList<>();
        StringBuilder deltas = new StringBuilder();
        JsonNode last = whole;
        int sequence = 0;
        for (String event : stream.body().split("\n\n")) {
            String[] lines = event.split("\n");
            last = JsonMapper.shared().readTree(lines[1].substring(6));
            assertThat(lines[0]).isEqualTo("event: " + last.path("type").asString());
            assertThat(last.path("sequence_number").asInt()).isEqualTo(sequence++);
            types.add(last.path("type").asString());
            deltas.append(last.path("delta").asString(""));
        }
        assertThat(types)
                .startsWith(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta")
                .endsWith(
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.incomplete");
        assertThat(deltas).hasToString(whole.at("/output/0/content/0/text").asString());
        assertThat(last.at("/response/output/0/content")).isEqualTo(whole.at("/output/0/content"));
        assertThat(last.at("/response/usage")).isEqualTo(whole.path("usage"));
    }

    @Test
    void embeddingsArePooledStates() {
        JsonNode json = post("/v1/embeddings", "{'input':['ab','ab','zz'],'num_steps':4}")
                .json();
        JsonNode first = json.at("/data/0/embedding");
        assertThat(first.size()).isEqualTo(32);
        double squares = 0;
        for (JsonNode value : first) {
            squares += value.asDouble() * value.asDouble();
        }
        assertThat(squares).isBetween(0.999, 1.001);
        assertThat(json.at("/data/1/embedding")).isEqualTo(first);
        assertThat(json.at("/data/2/embedding")).isNotEqualTo(first);
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
        assertThat(post("/v1/embeddings", "{'input':'ab','num_steps':5}").json().at("/data/0/embedding"))
                .isNotEqualTo(first);
        assertThat(post("/v1/embeddings", "{'input':[97,98],'num_steps':4,'encoding_format':'base64'}")
                        .json()
                        .at("/data/0/embedding")
                        .asString())
                .hasSize(172);
        assertThat(post("/v1/embeddings", "{'input':'ab','dimensions':8}").status())
                .isEqualTo(400);
        assertThat(post("/v1/embeddings", "{'input':'ab','encoding_format':'roman'}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theDocumentHasEveryRouteAndNoOther() {
        JsonNode paths = get("/openapi.json").json().path("paths");
        List<String> documented = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(name -> !name.equals("parameters"))
                        .forEach(method -> documented.add(method.toUpperCase(java.util.Locale.ROOT) + " "
                                + path.getKey().replace("{model}", "*"))));
        List<String> routes = server.routes().stream()
                .map(route -> route.method() + " " + route.path())
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void numbersAreCounted() {
        post(PATH, "{" + HI + "}");
        String metrics = text(java.net.http.HttpRequest.newBuilder(uri("/metrics"))
                        .build())
                .body();
        assertThat(metrics)
                .contains("muninn_generated_tokens_total ", "muninn_token_recurrences_bucket{le=\"8.0\"}")
                .contains("muninn_http_requests_seconds_count{route=\"/v1/responses\",status=\"200\"}")
                .contains("muninn_requests_waiting{model=\"tiny\"} 0.0", "muninn_kv_bytes{model=\"tiny\"} 0.0");
    }
}
