package dev.muninn.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of functions in responses, with a model whose template knows them. */
class ResponseToolsTest extends ServerFixture {
    private static final String PATH = "/v1/responses";
    private static final String PARAMETERS =
            "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'integer'}},'required':['a','b']}";
    private static final String TOOLS = "'tools':[{'type':'function','name':'add','description':'Adds.','parameters':"
            + PARAMETERS + "},{'type':'function','name':'now','strict':true}]";
    private static final String CHAT_TOOLS =
            "'tools':[{'type':'function','function':{'name':'add','description':'Adds.','parameters':" + PARAMETERS
                    + "}},{'type':'function','function':{'name':'now','strict':true}}]";
    private static final String HI = "'input':'Hi','seed':1,'max_output_tokens':300," + TOOLS;
    private static final String CALLED = "{'role':'user','content':'1+2?'},{'type':'reasoning','summary':[]},"
            + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Well.'}]},"
            + "{'type':'function_call','id':'fc_1','call_id':'c1','name':'add','arguments':'{`a`:1,`b`:2}','status':'completed'},"
            + "{'type':'function_call','call_id':'c2','name':'now','arguments':'{}'}";

    @Override
    String template() {
        return ByteModel.TOOLS_TEMPLATE;
    }

    private JsonNode respond(String fields) {
        Answer answer = post(PATH, "{" + fields + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json();
    }

    private static String quoted(String text) {
        return text.replace("`", "\\'");
    }

    private List<JsonNode> events(String fields) {
        List<JsonNode> events = new ArrayList<>();
        for (String event :
                text(request(PATH, "{" + fields + ",'stream':true}")).body().split("\n\n")) {
            String[] lines = event.split("\n");
            JsonNode json = JsonMapper.shared().readTree(lines[1].substring(6));
            assertThat(lines[0]).isEqualTo("event: " + json.path("type").asString());
            assertThat(json.path("sequence_number").asInt()).isEqualTo(events.size());
            events.add(json);
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "now"})
    void aNamedFunctionIsCalledAsInAChat(String name) {
        JsonNode response = respond(HI + ",'tool_choice':{'type':'function','name':'" + name + "'}");
        assertThat(response.path("status").asString()).isEqualTo("completed");
        assertThat(response.path("output").size()).isEqualTo(1);
        JsonNode call = response.at("/output/0");
        assertThat(call.path("type").asString()).isEqualTo("function_call");
        assertThat(call.path("id").asString()).startsWith("fc_");
        assertThat(call.path("call_id").asString()).startsWith("call_");
        assertThat(call.path("name").asString()).isEqualTo(name);
        assertThat(call.path("status").asString()).isEqualTo("completed");
        JsonNode arguments = JsonMapper.shared().readTree(call.path("arguments").asString());
        assertThat(arguments.path("a").isIntegralNumber()).isEqualTo(name.equals("add"));
        JsonNode chat = post(
                        "/v1/chat/completions",
                        "{'messages':[{'role':'user','content':'Hi'}],'seed':1,'max_tokens':300," + CHAT_TOOLS
                                + ",'tool_choice':{'type':'function','function':{'name':'" + name + "'}}}")
                .json();
        assertThat(call.path("arguments")).isEqualTo(chat.at("/choices/0/message/tool_calls/0/function/arguments"));
        assertThat(response.at("/usage/input_tokens")).isEqualTo(chat.at("/usage/prompt_tokens"));
        assertThat(response.at("/usage/output_tokens")).isEqualTo(chat.at("/usage/completion_tokens"));
    }

    @Test
    void whatWasAskedIsSaidAgain() {
        JsonNode response = respond(HI + ",'tool_choice':'required','parallel_tool_calls':false");
        assertThat(response.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(response.path("tool_choice").asString()).isEqualTo("required");
        assertThat(response.at("/tools/0/name").asString()).isEqualTo("add");
        assertThat(response.at("/tools/0/parameters"))
                .isEqualTo(JsonMapper.shared().readTree(PARAMETERS.replace('\'', '"')));
        assertThat(response.at("/tools/0/strict").asBoolean(true)).isFalse();
        assertThat(response.at("/tools/1/strict").asBoolean(false)).isTrue();
        assertThat(response.at("/tools/1/parameters").isNull()).isTrue();
        JsonNode plain = respond("'input':'Hi','max_output_tokens':2");
        assertThat(plain.path("tools").isEmpty()).isTrue();
        assertThat(plain.path("tool_choice").asString()).isEqualTo("auto");
        assertThat(plain.path("parallel_tool_calls").asBoolean(false)).isTrue();
    }

    @Test
    void aStreamedCallIsThatOfTheWhole() {
        String fields = HI + ",'tool_choice':'required','parallel_tool_calls':false";
        JsonNode whole = respond(fields);
        List<JsonNode> events = events(fields);
        assertThat(events.stream().map(event -> event.path("type").asString()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        JsonNode last = events.getLast().path("response");
        assertThat(last.path("output").size()).isEqualTo(1);
        assertThat(events.get(events.size() - 2).path("item")).isEqualTo(last.at("/output/0"));
        String streamed = events.stream()
                .filter(event -> event.path("type").asString().equals("response.function_call_arguments.delta"))
                .map(event -> event.path("delta").asString())
                .collect(joining());
        assertThat(streamed).isEqualTo(last.at("/output/0/arguments").asString());
        assertThat(last.at("/output/0/name")).isEqualTo(whole.at("/output/0/name"));
        assertThat(last.at("/output/0/arguments")).isEqualTo(whole.at("/output/0/arguments"));
        assertThat(last.path("usage")).isEqualTo(whole.path("usage"));
        assertThat(last.path("tools")).isEqualTo(whole.path("tools"));
    }

    @Test
    void autoMayTalkAndNoneHidesThem() {
        JsonNode talk = respond(HI.replace("300", "8"));
        assertThat(talk.at("/output/0/type").asString()).isEqualTo("message");
        String plain = "'input':'Hi','seed':1,'max_output_tokens':8";
        assertThat(respond(HI.replace("300", "8") + ",'tool_choice':'none'").path("usage"))
                .isEqualTo(respond(plain).path("usage"));
        assertThat(talk.at("/usage/input_tokens").asInt())
                .isGreaterThan(respond(plain).at("/usage/input_tokens").asInt());
    }

    @Test
    void callsAndTheirOutcomesAreTheTurnsOfAChat() {
        String after = ",'max_output_tokens':1";
        JsonNode response =
                respond(quoted("'input':[" + CALLED + ",{'type':'function_call_output','call_id':'c1','output':"
                        + "[{'type':'input_text','text':'3'}]},{'type':'function_call_output','id':'x','call_id':'c2','output':'noon'}]"
                        + after));
        String messages = quoted(
                "'messages':[{'role':'user','content':'1+2?'},{'role':'assistant','content':'Well.','tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'add','arguments':'{`a`:1,`b`:2}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'now','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','name':'add','content':'3'},"
                        + "{'role':'tool','tool_call_id':'c2','name':'now','content':'noon'}]");
        JsonNode tokens = post("/tokenize", "{" + messages + "}").json().path("tokens");
        assertThat(post("/detokenize", "{'tokens':" + tokens + "}")
                        .json()
                        .path("prompt")
                        .asString())
                .isEqualTo(
                        "[user] 1+2?\n[assistant] Well.<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}"
                                + "</tool_call><tool_call>{\"name\": \"now\", \"arguments\": {}}</tool_call>\n"
                                + "[tool] 3 (c1 add)\n[tool] noon (c2 now)\n[assistant]");
        // The count is that of the whole prompt, and the greedy answer is that to it.
        assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(tokens.size());
        String greedy = ",'temperature':0,'max_tokens':6";
        assertThat(respond(quoted("'input':[" + CALLED + ",{'type':'function_call_output','call_id':'c1','output':'3'},"
                                + "{'type':'function_call_output','call_id':'c2','output':'noon'}]" + greedy))
                        .at("/output/0/content/0/text"))
                .isEqualTo(post("/v1/chat/completions", "{" + messages + greedy + "}")
                        .json()
                        .at("/choices/0/message/content"));
    }

    @Test
    void anAnswerCanBeSentBack() {
        JsonNode response = respond(HI + ",'tool_choice':'required','parallel_tool_calls':false");
        JsonNode call = response.at("/output/0");
        var input = JsonMapper.shared().createArrayNode();
        input.addObject().put("role", "user").put("content", "Hi");
        response.path("output").forEach(input::add);
        input.addObject()
                .put("type", "function_call_output")
                .put("call_id", call.path("call_id").asString())
                .put("output", "3");
        Answer after = send(HttpRequest.newBuilder(uri(PATH))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"input\":" + input + ",\"max_output_tokens\":4," + TOOLS.replace('\'', '"') + "}"))
                .build());
        assertThat(after.status()).as(after.json().toString()).isEqualTo(200);
        assertThat(after.header("Muninn-Warning")).isEmpty();
    }

    @Test
    void schemasThatCannotBeHeldToAreSaid() {
        String tools = "'input':'Hi','max_output_tokens':4,'tools':[{'type':'function','name':'f','strict':false,"
                + "'parameters':{'type':'object','properties':{'d':{'type':'string','format':'duration'}}}}]";
        for (String asked : List.of(tools, tools.replace("false", "true"))) {
            Answer refused = post(PATH, "{" + asked + "}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().path("param").asString()).isEqualTo("tools[0].parameters");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'input':'Hi','tools':[{'type':'web_search'}]|tools[0].type",
                "'input':'Hi','tools':[{'type':'function','function':{'name':'f'}}]|tools[0].name",
                "'input':'Hi'," + TOOLS + ",'tool_choice':'perhaps'|tool_choice",
                "'input':'Hi'," + TOOLS + ",'tool_choice':{'type':'function','name':'sub'}|tool_choice",
                "'input':'Hi'," + TOOLS + ",'tool_choice':{'type':'allowed_tools'}|tool_choice.tools",
                "'input':'Hi','tool_choice':'required'|tool_choice",
                "'input':[{'type':'function_call','name':'f','arguments':'{}'}]|input[0].call_id",
                "'input':[{'type':'function_call','call_id':'c','arguments':'{}'}]|input[0].name",
                "'input':[{'type':'function_call','call_id':'c','name':'f','arguments':{}}]|input[0].arguments",
                "'input':[{'type':'function_call_output','call_id':'c','output':'3'}]|input[0].call_id",
                "'input':[" + CALLED + ",{'type':'function_call_output','call_id':'c1'}]|input[5].output",
                "'input':[" + CALLED + ",{'type':'function_call_output','call_id':'c1','output':[{'type':'input_image',"
                        + "'image_url':'x'}]}]|input[5].output[0].type",
                "'input':[{'type':'custom_tool_call'}]|input[0].type"
            })
    void whatIsOffIsRefusedByName(String fieldsAndParam) {
        int bar = fieldsAndParam.indexOf('|');
        Answer answer = post(PATH, quoted("{" + fieldsAndParam.substring(0, bar) + "}"));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.error().path("param").asString()).isEqualTo(fieldsAndParam.substring(bar + 1));
    }
}
