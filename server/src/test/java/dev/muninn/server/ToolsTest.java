package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.ByteModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of functions, with a model whose template knows them. */
class ToolsTest extends ServerFixture {
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'add','description':'Adds.','parameters':"
                    + "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'integer'}},'required':['a','b']}}},"
                    + "{'type':'function','function':{'name':'now'}}]";
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}],'seed':1,'max_tokens':300," + TOOLS;

    @Override
    String template() {
        return ByteModel.TOOLS_TEMPLATE;
    }

    private Answer chat(String fields) {
        Answer answer = post("/v1/chat/completions", "{" + fields + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    private static void requireCall(JsonNode call, String name) {
        assertThat(call.path("type").asString()).isEqualTo("function");
        assertThat(call.path("id").asString()).startsWith("call_");
        assertThat(call.at("/function/name").asString()).isEqualTo(name);
        JsonNode arguments =
                JsonMapper.shared().readTree(call.at("/function/arguments").asString());
        if (name.equals("add")) {
            assertThat(arguments.path("a").isIntegralNumber()).isTrue();
            assertThat(arguments.path("b").isIntegralNumber()).isTrue();
        } else {
            assertThat(arguments.isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "now"})
    void aNamedFunctionIsCalled(String name) {
        JsonNode choice = chat(HI + ",'tool_choice':{'type':'function','function':{'name':'" + name + "'}}")
                .json()
                .at("/choices/0");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls").size()).isEqualTo(1);
        requireCall(choice.at("/message/tool_calls/0"), name);
    }

    @Test
    void requiredIsOneOfThemAndStreamsAlike() {
        String fields = HI + ",'tool_choice':'required','parallel_tool_calls':false,'logprobs':true";
        Answer whole = chat(fields);
        JsonNode call = whole.json().at("/choices/0/message/tool_calls/0");
        requireCall(call, call.at("/function/name").asString());
        StringBuilder content = new StringBuilder();
        StringBuilder name = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        int parts = 0;
        JsonNode finish = null;
        int tokens = 0;
        for (JsonNode event : stream("/v1/chat/completions", "{" + fields + ",'stream':true}")) {
            JsonNode choice = event.at("/choices/0");
            content.append(choice.at("/delta/content").asString(""));
            tokens += choice.at("/logprobs/content").size();
            for (JsonNode part : choice.at("/delta/tool_calls")) {
                assertThat(part.path("index").asInt()).isZero();
                assertThat(part.has("id")).isEqualTo(parts++ == 0);
                name.append(part.at("/function/name").asString(""));
                arguments.append(part.at("/function/arguments").asString(""));
            }
            finish = choice.path("finish_reason").isNull() ? finish : choice.path("finish_reason");
        }
        assertThat(content).isEmpty();
        assertThat(parts).isGreaterThan(2);
        assertThat(name).hasToString(call.at("/function/name").asString());
        assertThat(arguments).hasToString(call.at("/function/arguments").asString());
        assertThat(finish.asString()).isEqualTo("tool_calls");
        assertThat(tokens).isEqualTo(whole.json().at("/usage/completion_tokens").asInt());
    }

    @Test
    void onlyAllowedToolsAreCalled() {
        for (String name : List.of("add", "now")) {
            JsonNode choice = chat(HI
                            + ",'parallel_tool_calls':false,'tool_choice':{'type':'allowed_tools','allowed_tools':"
                            + "{'mode':'required','tools':[{'type':'function','function':{'name':'" + name + "'}}]}}")
                    .json()
                    .at("/choices/0");
            assertThat(choice.at("/message/tool_calls/0/function/name").asString())
                    .isEqualTo(name);
        }
    }

    @Test
    void aCallThatIsCutStaysACall() {
        JsonNode choice = chat(HI.replace("300", "50") + ",'tool_choice':{'type':'function','function':{'name':'add'}}")
                .json()
                .at("/choices/0");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
        assertThat(choice.at("/message/tool_calls/0/function/name").asString()).isEqualTo("add");
        assertThat(choice.at("/message/tool_calls/0/function/arguments").asString())
                .startsWith("{")
                .doesNotEndWith("}");
    }

    @Test
    void autoMayTalk() {
        JsonNode choice =
                chat(HI.replace("300", "8") + ",'tool_choice':'auto'").json().at("/choices/0");
        assertThat(choice.at("/message/content").isString()).isTrue();
        assertThat(choice.at("/message").has("tool_calls")).isFalse();
        assertThat(choice.path("finish_reason").asString()).isIn("length", "stop");
    }

    @Test
    void aFormOrACall() {
        JsonNode choice = chat(HI
                        + ",'temperature':0,'response_format':{'type':'json_schema','json_schema':{'schema':{'const':7}}}")
                .json()
                .at("/choices/0");
        if (choice.path("finish_reason").asString().equals("tool_calls")) {
            JsonNode call = choice.at("/message/tool_calls/0");
            requireCall(call, call.at("/function/name").asString());
        } else {
            assertThat(choice.at("/message/content").asString()).isEqualTo("7");
        }
    }

    @Test
    void noneHidesThem() {
        String plain = HI.replace("," + TOOLS, "").replace("300", "8");
        assertThat(chat(HI.replace("300", "8") + ",'tool_choice':'none'").json().at("/usage/prompt_tokens"))
                .isEqualTo(chat(plain).json().at("/usage/prompt_tokens"));
    }

    @Test
    void callsAndTheirOutcomesReachTheTemplate() {
        Answer answer = post(
                "/tokenize",
                "{'messages':[{'role':'user','content':'1+2?'},{'role':'assistant','content':null,'tool_calls':[{'id':'c1',"
                        + "'type':'function','function':{'name':'add','arguments':'{\\'a\\':1,\\'b\\':2}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'3'}]}");
        Answer text = post("/detokenize", "{'tokens':" + answer.json().path("tokens") + "}");
        assertThat(text.json().path("prompt").asString())
                .isEqualTo(
                        "[user] 1+2?\n[assistant] <tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}"
                                + "</tool_call>\n[tool] 3 (c1)\n[assistant]");
    }

    @Test
    void schemasThatCannotBeHeldToAreSaid() {
        String tools =
                "'tools':[{'type':'function','function':{'name':'f','strict':false,'parameters':{'type':'object',"
                        + "'properties':{'d':{'type':'string','format':'duration'}}}}}]";
        for (String asked : List.of(tools, tools.replace("false", "true"))) {
            Answer refused =
                    post("/v1/chat/completions", "{'messages':[{'role':'user','content':'Hi'}]," + asked + "}");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.error().path("param").asString()).isEqualTo("tools[0].function.parameters");
            assertThat(refused.error().path("message").asString()).contains("'format' is 'duration'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tools':[{'type':'magic'}]|tools[0].type",
                "'tools':[{'type':'function'}]|tools[0].function",
                "'tools':[{'type':'function','function':{}}]|tools[0].function.name",
                TOOLS + ",'tool_choice':'perhaps'|tool_choice",
                TOOLS + ",'tool_choice':{'type':'function','function':{'name':'sub'}}|tool_choice",
                TOOLS + ",'tool_choice':{'type':'allowed_tools'}|tool_choice.tools",
                "'tool_choice':'required'|tool_choice",
                "'functions':[{}]|functions"
            })
    void whatIsOffIsRefusedByName(String fieldsAndParam) {
        int bar = fieldsAndParam.indexOf('|');
        Answer answer = post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':'Hi'}]," + fieldsAndParam.substring(0, bar) + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.error().path("param").asString()).isEqualTo(fieldsAndParam.substring(bar + 1));
    }
}
