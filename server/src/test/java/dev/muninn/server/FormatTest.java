package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers in a form that was asked for, from a model that knows nothing. */
class FormatTest extends ServerFixture {
    private static final String PERSON = "{'type':'object','properties':{'name':{'type':'string','maxLength':6},"
            + "'age':{'type':'integer','minimum':0,'maximum':150},'tags':{'type':'array','items':{'enum':['a','b']},'maxItems':3},"
            + "'boss':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},'required':['name','age'],'additionalProperties':false}";
    private static final String SCHEMA =
            "'response_format':{'type':'json_schema','json_schema':{'name':'person','strict':true,'schema':" + PERSON
                    + "}}";
    private static final Schema JUDGE = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PERSON.replace('\'', '"'));

    private JsonNode chat(String fields) {
        Answer answer = post("/v1/chat/completions", "{'messages':[{'role':'user','content':'Who?'}]," + fields + "}");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().at("/choices/0");
    }

    private static String text(JsonNode choice) {
        return choice.at("/message/content").asString();
    }

    private static void requireValid(String text) {
        assertThat(JUDGE.validate(text, InputFormat.JSON)).as(text).isEmpty();
    }

    @Test
    void aSchemaIsHeldTo() {
        for (int seed = 0; seed < 8; seed++) {
            JsonNode choice = chat(SCHEMA + ",'seed':" + seed);
            assertThat(choice.path("finish_reason").asString()).as(text(choice)).isEqualTo("stop");
            requireValid(text(choice));
        }
        requireValid(text(chat(SCHEMA + ",'temperature':0")));
        requireValid(text(chat(SCHEMA + ",'temperature':1.5,'top_k':3,'min_p':0.1,'repetition_penalty':1.3,'seed':1")));
    }

    /** As other servers' clients ask; each line a field of the request and what answers must match. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "'guided_regex':'[ab]{2}-\\\\d'§[ab]{2}-[0-9]",
                "'guided_choice':['yes','no']§yes|no",
                "'guided_json':{'type':'integer','minimum':3,'maximum':5}§[345]",
                "'guided_json':'{\\'type\\':\\'boolean\\'}'§true|false",
                "'guided_grammar':'root ::= (\\'x\\' | \\'y\\')+ \\'.\\''§[xy]+[.]",
                "'structured_outputs':{'regex':'a+b'}§a+b",
                "'structured_outputs':{'choice':['one']}§one",
                "'grammar':'root ::= [0-9]'§[0-9]",
                "'json_schema':{'enum':[1,2]}§[12]",
                "'response_format':{'type':'json_object','schema':{'const':7}}§7"
            })
    void everyServersWayToAskIsHeldTo(String field, String pattern) {
        for (int seed = 0; seed < 3; seed++) {
            JsonNode choice = chat(field + ",'temperature':1,'max_tokens':200,'seed':" + seed);
            assertThat(text(choice)).matches(pattern);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'guided_regex':'(a)\\\\1'",
                "'guided_choice':[]",
                "'guided_json':{'not':{}}",
                "'guided_grammar':'start: x'",
                "'grammar':'root ::= root'",
                "'structured_outputs':{'structural_tag':{}}",
                "'guided_regex':'a','guided_choice':['b']",
                "'grammar':'root ::= [a]','response_format':{'type':'json_object'}",
                "'response_format':{'type':'json_object','schema':{'uniqueItems':true,'type':'array'}}"
            })
    void aFormThatCannotBeHeldToIsRefused(String field) {
        Answer answer = post("/v1/chat/completions", "{'messages':[{'role':'user','content':'Who?'}]," + field + "}");
        assertThat(answer.status()).isEqualTo(400);
        String text = post("/v1/completions", "{'prompt':'Who?'," + field + "}")
                .error()
                .path("message")
                .asString();
        assertThat(text).isEqualTo(answer.error().path("message").asString());
    }

    @Test
    void whatIsCutIsSaidToBe() {
        JsonNode choice = chat(SCHEMA + ",'seed':1,'max_tokens':5");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
        assertThat(text(choice)).startsWith("{\"nam");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'temperature':0,'logit_bias':{'125':6}", "'temperature':1,'seed':3"})
    void everyWayOfDecodingHoldsToIt(String drawing) {
        String plain = text(chat(SCHEMA + "," + drawing));
        requireValid(plain);
        assertThat(text(chat(SCHEMA + "," + drawing + ",'muninn':{'decode':'speculative'}")))
                .isEqualTo(plain);
        requireValid(text(chat(SCHEMA + "," + drawing + ",'muninn':{'decode':'wavefront'}")));
    }

    @Test
    void anyObjectIsAnObject() {
        // Quotes and brackets are made likely, or a string of noise would fill the context.
        JsonNode choice =
                chat("'response_format':{'type':'json_object'},'seed':2,'logit_bias':{'34':6,'125':6,'93':6}");
        assertThat(choice.path("finish_reason").asString()).as(text(choice)).isEqualTo("stop");
        assertThat(JsonMapper.shared().readTree(text(choice)).isObject()).isTrue();
        assertThat(text(chat("'response_format':{'type':'text'},'temperature':0,'max_tokens':4")))
                .isEqualTo(text(chat("'temperature':0,'max_tokens':4")));
    }

    @Test
    void streamsAndCopiesHoldToIt() {
        String fields = "'messages':[{'role':'user','content':'Who?'}],'n':2,'seed':4," + SCHEMA;
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        for (JsonNode event : stream("/v1/chat/completions", "{" + fields + ",'stream':true}")) {
            JsonNode choice = event.at("/choices/0");
            texts[choice.path("index").asInt()].append(
                    choice.at("/delta/content").asString(""));
        }
        for (StringBuilder text : texts) {
            requireValid(text.toString());
        }
        assertThat(texts[0]).isNotEqualTo(texts[1]);
    }

    @Test
    void responsesAndCompletionsHaveIt() {
        JsonNode response = post(
                        "/v1/responses",
                        "{'input':'Who?','temperature':0,'text':{'format':{'type':'json_schema','name':'person','schema':"
                                + PERSON + "}}}")
                .json();
        requireValid(response.at("/output/0/content/0/text").asString());
        assertThat(response.path("status").asString()).isEqualTo("completed");
        assertThat(response.at("/text/format/name").asString()).isEqualTo("person");
        JsonNode completion = post(
                        "/v1/completions", "{'prompt':'Who?','temperature':0,'max_tokens':300," + SCHEMA + "}")
                .json();
        requireValid(completion.at("/choices/0/text").asString());
    }

    @Test
    void whatCannotBeHeldToIsNamed() {
        for (String keyword : List.of("contains", "format", "minimum")) {
            Answer answer = post(
                    "/v1/chat/completions",
                    "{'messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema','json_schema':{'schema':"
                            + "{'type':'object','properties':{'a':{'type':'string','" + keyword + "':'x'}}}}}}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.error().path("param").asString()).isEqualTo("response_format.json_schema.schema");
            assertThat(answer.error().path("message").asString()).contains("#/properties/a", "'" + keyword + "'");
        }
    }
}
