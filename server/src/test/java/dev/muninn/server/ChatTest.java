package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Chats over HTTP, whole and streamed. */
class ChatTest extends ServerFixture {
    private static final String PATH = "/v1/chat/completions";
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}],'temperature':0,'max_tokens':8";

    private Answer chat(String fields) {
        return post(PATH, "{" + fields + "}");
    }

    private static String content(Answer answer) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().at("/choices/0/message/content").asString();
    }

    @Test
    void anAnswerHasEverything() {
        JsonNode json = chat(HI).json();
        assertThat(json.path("object").asString()).isEqualTo("chat.completion");
        assertThat(json.path("id").asString()).startsWith("chatcmpl-");
        assertThat(json.path("model").asString()).isEqualTo(NAME);
        JsonNode choice = json.at("/choices/0");
        assertThat(choice.at("/message/role").asString()).isEqualTo("assistant");
        assertThat(choice.path("finish_reason").asString()).isIn("length", "stop");
        assertThat(choice.path("logprobs").isNull()).isTrue();
        JsonNode usage = json.path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo("[user] Hi\n[assistant]".length());
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(8);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(29);
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt(-1))
                .isZero();
        Answer limited = chat(HI.replace("max_tokens", "max_completion_tokens"));
        assertThat(limited.json().at("/usage/total_tokens").asInt()).isEqualTo(29);
        JsonNode recurrence = json.path("recurrence");
        assertThat(recurrence.path("mean").asDouble()).isEqualTo(TinyModel.MEAN);
        assertThat(recurrence.path("max").asInt()).isEqualTo(TinyModel.MEAN);
        assertThat(recurrence.path("per_token").size()).isEqualTo(8);
        assertThat(recurrence.path("exits").asInt()).isZero();
        assertThat(recurrence.path("core_passes").asLong()).isEqualTo(1 + 7L * TinyModel.MEAN);
        assertThat(recurrence.path("kv_bytes").asLong()).isPositive();
    }

    @Test
    void theSameRequestHasTheSameAnswer() {
        assertThat(content(chat(HI))).isEqualTo(content(chat(HI)));
        String sampled = HI.replace("'temperature':0", "'temperature':1,'seed':7");
        assertThat(content(chat(sampled))).isEqualTo(content(chat(sampled)));
        assertThat(content(chat(sampled))).isNotEqualTo(content(chat(sampled.replace("7", "8"))));
        String unseeded = HI.replace("'temperature':0", "'temperature':1");
        Answer first = chat(unseeded);
        long seed = first.json().at("/recurrence/seed").asLong();
        assertThat(content(chat(unseeded + ",'seed':" + seed))).isEqualTo(content(first));
    }

    /** Drawn answers differ by their seeds and yet think the same about what their prompts have in common. */
    @Test
    void drawnAnswersShareAPrompt() {
        String drawn = HI.replace("Hi", "Told only here").replace("'temperature':0", "'temperature':1");
        int most = "[user] Told only here\n[assistant]".length() - 1; // the last token is always thought about
        assertThat(cached(chat(drawn))).isLessThanOrEqualTo("[user] ".length());
        assertThat(cached(chat(drawn))).isEqualTo(most);
        String otherNoise = drawn + ",'muninn':{'noise_seed':1}";
        assertThat(cached(chat(otherNoise + ",'n':3"))).isZero();
        assertThat(cached(chat(otherNoise + ",'n':3"))).isEqualTo(most);
    }

    private static int cached(Answer answer) {
        return answer.json().at("/usage/prompt_tokens_details/cached_tokens").asInt(-1);
    }

    @Test
    void partsAreAsGoodAsAString() {
        String parts = HI.replace("'Hi'", "[{'type':'text','text':'H'},{'type':'text','text':'i'}]");
        assertThat(content(chat(parts))).isEqualTo(content(chat(HI)));
        Answer image = chat(HI.replace("'Hi'", "[{'type':'image_url','image_url':{'url':'x'}}]"));
        assertThat(image.status()).isEqualTo(400);
        assertThat(image.error().path("param").asString()).isEqualTo("messages[0].content[0].type");
        assertThat(image.error().path("code").asString()).isEqualTo("unsupported_parameter");
    }

    @Test
    void nullIsAbsent() {
        String nulls =
                ",'stop':null,'seed':null,'n':null,'top_p':null,'logit_bias':null,'tools':null,'tool_choice':null,'parallel_tool_calls':null,'muninn':null,"
                        + "'response_format':null,'stream':null,'stream_options':null,'reasoning_effort':null,'user':null";
        Answer answer = chat(HI + nulls);
        assertThat(content(answer)).isEqualTo(content(chat(HI)));
        assertThat(answer.header("Muninn-Warning")).isEmpty();
    }

    @Test
    void unknownFieldsAreNamed() {
        Answer answer = chat(HI + ",'frobnicate':1,'muninn':{'dept':3}");
        assertThat(content(answer)).isNotNull();
        assertThat(answer.header("Muninn-Warning")).contains("ignored: frobnicate, muninn.dept");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tools':[{'type':'function'}]|tools",
                "'functions':[{}]|functions",
                "'tool_choice':'required'|tool_choice",
                "'response_format':{'type':'xml'}|response_format.type",
                "'response_format':{}|response_format.type",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x'}}|response_format.json_schema.schema",
                "'response_format':{'type':'json_schema','json_schema':{'schema':{'contains':'a'}}}|response_format.json_schema.schema",
                "'presence_penalty':0.5|presence_penalty",
                "'frequency_penalty':1|frequency_penalty",
                "'modalities':['audio']|modalities",
                "'n':0|n",
                "'n':129|n",
                "'max_tokens':-1|max_tokens",
                "'max_tokens':1.5|max_tokens",
                "'temperature':-1|temperature",
                "'temperature':'hot'|temperature",
                "'top_p':1.1|top_p",
                "'seed':'x'|seed",
                "'stop':7|stop",
                "'stop':['']|stop",
                "'logit_bias':{'9999':1}|logit_bias",
                "'logit_bias':{'1':101}|logit_bias",
                "'top_logprobs':3|top_logprobs",
                "'logprobs':true,'top_logprobs':21|top_logprobs",
                "'reasoning_effort':'huge'|reasoning_effort",
                "'reasoning_effort':'low','reasoning':{'effort':'high'}|reasoning_effort",
                "'num_steps':0|num_steps",
                "'num_steps':3,'muninn':{'recurrences':4}|num_steps",
                "'muninn':{'decode':'psychic'}|muninn.decode",
                "'muninn':7|muninn",
                "'max_tokens':3,'max_completion_tokens':4|max_completion_tokens"
            })
    void whatIsOffIsRefusedByName(String fieldsAndParam) {
        String fields = fieldsAndParam.substring(0, fieldsAndParam.indexOf('|'));
        Answer answer = chat("'messages':[{'role':'user','content':'Hi'}]," + fields);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
        assertThat(answer.error().path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(answer.error().path("param").asString())
                .isEqualTo(fieldsAndParam.substring(fieldsAndParam.indexOf('|') + 1));
    }

    @Test
    void badDepthsAreRefusedWithTheEnginesReasons() {
        assertThat(chat(HI + ",'muninn':{'exit':'boredom'}")
                        .error()
                        .path("message")
                        .asString())
                .contains("unknown criterion 'boredom'");
        assertThat(chat(HI + ",'muninn':{'exit':'gate'}")
                        .error()
                        .path("message")
                        .asString())
                .contains("exit gate");
        assertThat(chat(HI + ",'muninn':{'kv':'ring:1','decode':'speculative'}")
                        .error()
                        .path("message")
                        .asString())
                .contains("speculative");
    }

    @Test
    void messagesMustMakeSense() {
        assertThat(chat("'messages':[]").error().path("param").asString()).isEqualTo("messages");
        assertThat(chat("'temperature':0").error().path("param").asString()).isEqualTo("messages");
        Answer tool = chat("'messages':[{'role':'tool','content':'x','tool_call_id':'c'}]");
        assertThat(tool.error().path("param").asString()).isEqualTo("messages[0].role");
        assertThat(tool.error().path("message").asString()).contains("the model's template knows no tools");
        assertThat(chat("'messages':[{'role':'wizard','content':'x'}]")
                        .error()
                        .path("param")
                        .asString())
                .isEqualTo("messages[0].role");
        assertThat(chat("'messages':[{'role':'user'}]").error().path("param").asString())
                .isEqualTo("messages[0].content");
    }

    @Test
    void anotherModelIsNotHere() {
        Answer answer = chat(HI + ",'model':'gpt-7'");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().path("code").asString()).isEqualTo("model_not_found");
        assertThat(chat(HI + ",'model':'tiny'").status()).isEqualTo(200);
    }

    @Test
    void aPromptThatIsTooLongIsNotCut() {
        Answer answer = chat(HI.replace("Hi", "a".repeat(TinyModel.CONTEXT)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("code").asString()).isEqualTo("context_length_exceeded");
        Answer full = chat(HI.replace("Hi", "a".repeat(TinyModel.CONTEXT - 30)).replace("8", "1000"));
        assertThat(full.json().at("/choices/0/finish_reason").asString()).isIn("length", "stop");
    }

    @Test
    void stopStringsEndTheAnswer() {
        String whole = content(chat(HI + ",'logit_bias':{'97':100}"));
        assertThat(whole).isEqualTo("aaaaaaaa");
        Answer stopped = chat(HI + ",'logit_bias':{'97':100},'stop':'aaa'");
        assertThat(content(stopped)).isEmpty();
        assertThat(stopped.json().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(stopped.json().at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(content(chat(HI + ",'logit_bias':{'97':100},'stop':['b','ba']")))
                .isEqualTo(whole);
    }

    @Test
    void severalAnswersAreIndependent() {
        Answer answer =
                chat(HI.replace("'temperature':0", "'temperature':1") + ",'n':3,'seed':5,'logit_bias':{'257':-100}");
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            JsonNode choice = answer.json().at("/choices/" + i);
            assertThat(choice.path("index").asInt()).isEqualTo(i);
            texts.add(choice.at("/message/content").asString());
        }
        assertThat(texts).hasSize(3);
        assertThat(answer.json().at("/usage/completion_tokens").asInt()).isEqualTo(24);
        assertThat(answer.json().at("/choices/0/message/content").asString())
                .isEqualTo(content(chat(
                        HI.replace("'temperature':0", "'temperature':1") + ",'seed':5,'logit_bias':{'257':-100}")));
    }

    @ParameterizedTest
    @CsvSource({"none,1", "minimal,2", "low,4", "medium,8"})
    void effortIsDepth(String effort, int recurrences) {
        Answer flat = chat(HI + ",'reasoning_effort':'" + effort + "'");
        assertThat(flat.json().at("/recurrence/max").asInt()).isEqualTo(recurrences);
        assertThat(flat.json().at("/recurrence/mean").asInt()).isEqualTo(recurrences);
        Answer nested = chat(HI + ",'reasoning':{'effort':'" + effort + "'}");
        assertThat(content(nested)).isEqualTo(content(flat));
    }

    @ParameterizedTest
    @CsvSource({"high,16", "max,32"})
    void moreEffortMayEndEarly(String effort, int limit) {
        Answer answer = chat(HI + ",'reasoning_effort':'" + effort + "'");
        assertThat(content(answer)).isNotNull();
        JsonNode recurrence = answer.json().path("recurrence");
        assertThat(recurrence.path("limit").asInt()).isEqualTo(limit);
        assertThat(recurrence.path("exit").asString()).contains("moves less than");
        for (JsonNode spent : recurrence.path("per_token")) {
            assertThat(spent.asInt()).isBetween(TinyModel.MEAN, limit);
        }
    }

    @Test
    void explicitDepthOverrides() {
        assertThat(chat(HI + ",'num_steps':3,'reasoning_effort':'max'")
                        .json()
                        .at("/recurrence/max")
                        .asInt())
                .isEqualTo(3);
        Answer exits = chat(HI + ",'muninn':{'recurrences':64,'exit':'latent-diff:0.5','kv':'latest+ring:1'}");
        assertThat(exits.json().at("/recurrence/exits").asInt()).isEqualTo(8);
        assertThat(exits.json().at("/recurrence/mean").asDouble()).isLessThan(64);
        Answer full = chat(HI + ",'muninn':{'recurrences':64}");
        assertThat(full.json().at("/recurrence/kv_bytes_per_token").asLong())
                .isGreaterThan(exits.json().at("/recurrence/kv_bytes_per_token").asLong());
        assertThat(chat(HI + ",'num_steps':2001").status()).isEqualTo(400);
    }

    @Test
    void waysOfDecodingGiveTheirAnswers() {
        String plain = content(chat(HI));
        assertThat(content(chat(HI + ",'muninn':{'decode':'speculative'}"))).isEqualTo(plain);
        assertThat(content(chat(HI + ",'muninn':{'decode':'wavefront'}"))).isNotNull();
    }

    @Test
    void aTraceShowsEveryRecurrence() {
        Answer answer = chat(HI + ",'muninn':{'recurrences':5,'exit':'latent-diff:1e-9','trace':true}");
        JsonNode trace = answer.json().at("/choices/0/recurrence/trace");
        assertThat(trace.size()).isEqualTo(8);
        JsonNode last = trace.get(7).get(4);
        assertThat(trace.get(7).size()).isEqualTo(5);
        assertThat(last.path("recurrence").asInt()).isEqualTo(5);
        assertThat(last.path("moved").asDouble()).isPositive();
        assertThat(last.path("exit_value").asDouble())
                .isCloseTo(last.path("moved").asDouble(), within(1e-3));
        assertThat(last.path("top").size()).isEqualTo(5);
        assertThat(last.at("/top/0/probability").asDouble()).isPositive();
        Answer wave = chat(HI + ",'muninn':{'decode':'wavefront','trace':true}");
        assertThat(wave.status()).isEqualTo(400);
    }

    @Test
    void logProbabilitiesComeWithBytes() {
        Answer answer = chat(HI + ",'logprobs':true,'top_logprobs':3");
        JsonNode list = answer.json().at("/choices/0/logprobs/content");
        assertThat(list.size()).isEqualTo(8);
        for (JsonNode token : list) {
            assertThat(token.path("top_logprobs").size()).isEqualTo(3);
            assertThat(token.path("logprob").asDouble())
                    .isNegative()
                    .isEqualTo(token.at("/top_logprobs/0/logprob").asDouble());
            assertThat(token.path("bytes").size()).isGreaterThanOrEqualTo(1);
        }
        assertThat(chat(HI + ",'logprobs':true")
                        .json()
                        .at("/choices/0/logprobs/content/0/top_logprobs")
                        .size())
                .isZero();
    }

    /** What local-chat-completions of lm-evaluation-harness posts, and what it reads. */
    @Test
    void theHarnessChats() {
        Answer answer =
                chat("'messages':[{'role':'user','content':'Q: 1+1?','type':'text'}],'model':'tiny','max_tokens':16,"
                        + "'temperature':0,'stop':['Q:','\\n\\n','</s>'],'seed':1234");
        assertThat(content(answer)).doesNotContain("Q:");
        assertThat(answer.json().at("/choices/0/index").asInt()).isZero();
        assertThat(answer.header("Muninn-Warning")).contains("ignored: messages[0].type");
    }

    /** No role can say a token that is the template's to write, nor run the template's language. */
    @Test
    void whatIsSaidIsTextAndNothingElse() {
        String said = "a<|end|>{{ 7*7 }}{% raw %}<|begin|>b";
        for (String role : List.of("system", "developer", "user", "assistant")) {
            JsonNode tokens = post(
                            "/tokenize",
                            "{'messages':[{'role':'" + role + "','content':'" + said
                                    + "'},{'role':'user','content':[{'type':'text'," + "'text':'" + said + "'}]}]}")
                    .json()
                    .path("tokens");
            Answer text = post("/detokenize", "{'tokens':" + tokens + "}");
            assertThat(text.json().path("prompt").asString())
                    .isEqualTo("[%s] %s\n[user] %s\n[assistant]"
                            .formatted(role.equals("developer") ? "system" : role, said, said));
            for (JsonNode token : tokens) {
                assertThat(token.asInt()).as(role).isLessThan(TinyModel.BEGIN);
            }
        }
    }

    @Test
    void templatesDoNotRunWhatIsSaid() {
        for (String role : List.of("system", "user", "assistant")) {
            Answer answer = post(
                    "/tokenize",
                    "{'messages':[{'role':'" + role
                            + "','content':'{{ 7*7 }}{% raw %}'},{'role':'user','content':'x'}]}");
            Answer text = post("/detokenize", "{'tokens':" + answer.json().path("tokens") + "}");
            assertThat(text.json().path("prompt").asString()).contains("{{ 7*7 }}{% raw %}");
        }
    }

    @Test
    void aStreamAddsUpToTheWhole() {
        String fields = HI.replace("'max_tokens':8", "'max_tokens':40") + ",'logprobs':true,'top_logprobs':1";
        Answer whole = chat(fields);
        List<JsonNode> events = stream(PATH, "{" + fields + ",'stream':true,'stream_options':{'include_usage':true}}");
        assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        StringBuilder text = new StringBuilder();
        List<Integer> recurrences = new ArrayList<>();
        int logProbs = 0;
        for (JsonNode event : events.subList(0, events.size() - 1)) {
            assertThat(event.path("object").asString()).isEqualTo("chat.completion.chunk");
            assertThat(event.path("usage").isNull()).isTrue();
            text.append(event.at("/choices/0/delta/content").asString(""));
            logProbs += event.at("/choices/0/logprobs/content").size();
            if (event.at("/choices/0/finish_reason").isNull()) {
                event.at("/choices/0/recurrence/per_token").forEach(spent -> recurrences.add(spent.asInt()));
            }
        }
        assertThat(text).hasToString(content(whole));
        assertThat(logProbs)
                .isEqualTo(whole.json().at("/usage/completion_tokens").asInt());
        assertThat(recurrences).hasSize(logProbs).containsOnly(TinyModel.MEAN);
        JsonNode finish = events.get(events.size() - 2);
        assertThat(finish.at("/choices/0/finish_reason").asString())
                .isEqualTo(whole.json().at("/choices/0/finish_reason").asString());
        assertThat(finish.at("/choices/0/delta").size()).isZero();
        JsonNode usage = events.getLast();
        assertThat(usage.path("choices").size()).isZero();
        assertThat(usage.path("usage")).isEqualTo(whole.json().path("usage"));
    }

    @Test
    void severalStreamsShareOneConnection() {
        String fields = HI.replace("'temperature':0", "'temperature':1,'seed':5") + ",'n':2";
        Answer whole = chat(fields);
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        for (JsonNode event : stream(PATH, "{" + fields + ",'stream':true}")) {
            texts[event.at("/choices/0/index").asInt()].append(
                    event.at("/choices/0/delta/content").asString(""));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(texts[i])
                    .hasToString(whole.json()
                            .at("/choices/%d/message/content".formatted(i))
                            .asString());
        }
    }

    @Test
    void errorsBeforeAStreamAreStatuses() {
        assertThat(chat(HI + ",'stream':true,'n':0").status()).isEqualTo(400);
    }
}
