package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Anthropic's form. Its own client is tried in {@code checks/http/anthropic.sh}. */
class MessagesTest extends ServerFixture {
    private static final String PATH = "/v1/messages";
    private static final String HI = "'max_tokens':8,'temperature':0,'messages':[{'role':'user','content':'Hi'}]";

    private Answer ask(String fields) {
        return post(PATH, "{" + fields + "}");
    }

    private List<JsonNode> events(String fields) {
        HttpResponse<String> response = text(request(PATH, "{'stream':true," + fields + "}"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        for (String event : response.body().split("\n\n")) {
            String[] lines = event.split("\n", -1);
            JsonNode data = JsonMapper.shared().readTree(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.path("type").asString());
            events.add(data);
        }
        return events;
    }

    @Test
    void anAnswerIsTheSameAsAChats() {
        Answer answer = ask(HI);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("type").asString()).isEqualTo("message");
        assertThat(json.path("role").asString()).isEqualTo("assistant");
        assertThat(json.path("id").asString()).startsWith("msg_");
        assertThat(json.path("model").asString()).isEqualTo(NAME);
        JsonNode chat = post("/v1/chat/completions", "{" + HI + "}").json();
        assertThat(json.at("/content/0/text").asString())
                .isEqualTo(chat.at("/choices/0/message/content").asString());
        assertThat(json.path("stop_reason").asString()).isEqualTo("max_tokens");
        assertThat(json.path("stop_sequence").isNull()).isTrue();
        assertThat(json.at("/usage/output_tokens").asInt()).isEqualTo(8);
        assertThat(json.at("/usage/input_tokens").asInt()
                        + json.at("/usage/cache_read_input_tokens").asInt())
                .isEqualTo(chat.at("/usage/prompt_tokens").asInt());
    }

    @Test
    void aStreamSaysTheSameInBlocks() {
        String whole = ask(HI).json().at("/content/0/text").asString();
        List<JsonNode> events = events(HI);
        assertThat(events.getFirst().path("type").asString()).isEqualTo("message_start");
        assertThat(events.getFirst().at("/message/content").size()).isZero();
        assertThat(events.get(1).at("/content_block/type").asString()).isEqualTo("text");
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/delta/text").asString("")));
        assertThat(text.toString()).isEqualTo(whole);
        assertThat(events.get(events.size() - 3).path("type").asString()).isEqualTo("content_block_stop");
        assertThat(events.get(events.size() - 2).at("/delta/stop_reason").asString())
                .isEqualTo("max_tokens");
        assertThat(events.get(events.size() - 2).at("/usage/output_tokens").asInt())
                .isEqualTo(8);
        assertThat(events.getLast().path("type").asString()).isEqualTo("message_stop");
    }

    @Test
    void systemAndPartsAreRead() {
        int plain = count("'messages':[{'role':'user','content':'Hi'}]");
        assertThat(count("'system':'Be','messages':[{'role':'user','content':'Hi'}]"))
                .isEqualTo(plain + "[system] Be\n".length());
        String parts =
                "'system':[{'type':'text','text':'Be','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user',"
                        + "'content':[{'type':'text','text':'H'},{'type':'text','text':'i'}]}]";
        assertThat(count(parts)).isEqualTo(plain + "[system] Be\n".length());
    }

    private int count(String fields) {
        Answer answer = post(PATH + "/count_tokens", "{" + fields + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.header("Muninn-Warning")).isEmpty();
        return answer.json().path("input_tokens").asInt();
    }

    @Test
    void aStopSequenceIsNamed() {
        String whole = ask(HI).json().at("/content/0/text").asString();
        String stop = whole.substring(2, 4);
        JsonNode stopped = ask(HI + ",'stop_sequences':['~never~',"
                        + JsonMapper.shared().writeValueAsString(stop) + "]")
                .json();
        assertThat(stopped.path("stop_reason").asString()).isEqualTo("stop_sequence");
        assertThat(stopped.path("stop_sequence").asString()).isEqualTo(stop);
        assertThat(stopped.at("/content/0/text").asString()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'messages':[{'role':'user','content':'Hi'}]            | 400 | invalid_request_error | max_tokens",
                "'max_tokens':1,'messages':[]                           | 400 | invalid_request_error | messages",
                "'max_tokens':1,'messages':[{'role':'system','content':'x'}] | 400 | invalid_request_error | user or assistant",
                "'max_tokens':1,'messages':[{'role':'user','content':[{'type':'image'}]}] | 400 | invalid_request_error | image",
                "'max_tokens':1,'messages':[{'role':'user','content':'x'}],'model':'gpt' | 404 | not_found_error | gpt",
                "'max_tokens':1,'messages':[{'role':'user','content':'x'}],'thinking':{'type':'x'} | 400 | invalid_request_error | thinking",
                "'max_tokens':1,'messages':[{'role':'user','content':'x'}],'tools':[{'type':'web_search_1'}] | 400 | invalid_request_error | tools of your own"
            })
    void errorsAreInTheirForm(String fields, int status, String type, String text) {
        Answer answer = ask(fields);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("type").asString()).isEqualTo("error");
        assertThat(answer.error().path("type").asString()).isEqualTo(type);
        assertThat(answer.error().path("message").asString()).contains(text);
    }
}
