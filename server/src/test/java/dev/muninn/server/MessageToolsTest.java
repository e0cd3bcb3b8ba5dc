package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls in Anthropic's form. */
class MessageToolsTest extends ServerFixture {
    private static final String ASK =
            "'max_tokens':200,'temperature':0,'tools':[{'name':'add','description':'Adds.','input_schema':"
                    + "{'type':'object','properties':{'on':{'type':'boolean'}},'required':['on'],'additionalProperties':false}}],"
                    + "'tool_choice':{'type':'tool','name':'add'}";
    private static final String HI = ",'messages':[{'role':'user','content':'Hi'}]";

    @Override
    String template() {
        return ByteModel.TOOLS_TEMPLATE;
    }

    @Test
    void callsAreBlocksAndTheirOutcomesTurns() {
        Answer answer = post("/v1/messages", "{" + ASK + HI + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().path("stop_reason").asString()).isEqualTo("tool_use");
        JsonNode call =
                answer.json().path("content").get(answer.json().path("content").size() - 1);
        assertThat(call.path("type").asString()).isEqualTo("tool_use");
        assertThat(call.path("name").asString()).isEqualTo("add");
        assertThat(call.at("/input/on").isBoolean()).isTrue();
        String id = call.path("id").asString();
        String history = ",'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':" + "["
                + call + "]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'" + id
                + "','content':[{'type':'text','text':'7'}]},{'type':'text','text':'and?'}]}]";
        assertThat(post("/v1/messages", "{" + ASK + history + "}").status()).isEqualTo(200);
        Answer lost =
                post("/v1/messages", "{" + ASK + history.replace("'tool_use_id':'" + id, "'tool_use_id':'x") + "}");
        assertThat(lost.status()).isEqualTo(400);
        assertThat(lost.error().path("message").asString()).contains("tool_use_id");
    }

    @Test
    void aStreamedCallIsTheSame() {
        JsonNode whole = post("/v1/messages", "{" + ASK + HI + "}").json();
        JsonNode input =
                whole.path("content").get(whole.path("content").size() - 1).path("input");
        String body = text(request("/v1/messages", "{'stream':true," + ASK + HI + "}"))
                .body();
        List<String> kinds = new ArrayList<>();
        StringBuilder arguments = new StringBuilder();
        for (String event : body.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                JsonNode data = JsonMapper.shared().readTree(event.substring(event.indexOf("data: ") + 6));
                kinds.add(data.path("type").asString()
                        + data.at("/content_block/type").asString(""));
                arguments.append(data.at("/delta/partial_json").asString(""));
            }
        }
        assertThat(kinds).contains("content_block_starttool_use", "message_delta");
        assertThat(kinds.getLast()).isEqualTo("message_stop");
        assertThat(kinds.stream()
                        .filter(kind -> kind.startsWith("content_block_start"))
                        .count())
                .isEqualTo(kinds.stream()
                        .filter(kind -> kind.equals("content_block_stop"))
                        .count());
        assertThat(JsonMapper.shared().readTree(arguments.toString())).isEqualTo(input);
    }
}
