package dev.muninn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Plain completions, and what lm-evaluation-harness needs of them. */
class CompletionTest extends ServerFixture {
    private static final String PATH = "/v1/completions";
    private static final String GREEDY = ",'temperature':0,'max_tokens':6}";

    private Answer complete(String body) {
        Answer answer = post(PATH, body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    private static String text(Answer answer, int choice) {
        return answer.json().at("/choices/" + choice + "/text").asString();
    }

    @Test
    void promptsComeAsTextOrIdsOrLists() {
        String one = text(complete("{'prompt':'ab'" + GREEDY), 0);
        String other = text(complete("{'prompt':'cd'" + GREEDY), 0);
        assertThat(text(complete("{'prompt':[97,98]" + GREEDY), 0)).isEqualTo(one);
        for (String list : List.of("['ab','cd']", "[[97,98],[99,100]]", "['ab',[99,100]]")) {
            Answer both = complete("{'prompt':" + list + GREEDY);
            assertThat(text(both, 0)).isEqualTo(one);
            assertThat(text(both, 1)).isEqualTo(other);
            assertThat(both.json().at("/usage/prompt_tokens").asInt()).isEqualTo(4);
        }
        for (String bad : List.of("[]", "[[]]", "7", "[1.5]", "[9999]", "{}", "['a',7]", "''")) {
            Answer answer = post(PATH, "{'prompt':" + bad + GREEDY);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.error().path("param").asString()).as(bad).isEqualTo("prompt");
        }
    }

    @Test
    void sixteenTokensUnlessAskedOtherwise() {
        assertThat(complete("{'prompt':'ab','temperature':0,'logit_bias':{'97':100}}")
                        .json()
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(16);
    }

    @Test
    void copiesOfSeveralPromptsAreInOrder() {
        Answer answer = complete("{'prompt':['ab','cd'],'n':2,'seed':3,'temperature':1,'max_tokens':6}");
        assertThat(answer.json().path("choices").size()).isEqualTo(4);
        assertThat(text(answer, 2))
                .isEqualTo(text(complete("{'prompt':'cd','seed':3,'temperature':1,'max_tokens':6}"), 0));
    }

    @Test
    void theModelsOwnIdsAreTakenAsTheyAre() {
        Answer answer = complete("{'prompt':[256,97],'echo':true,'max_tokens':1,'temperature':0}");
        assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        assertThat(text(answer, 0)).startsWith("<|begin|>a");
    }

    /** What local-completions posts to score a context and a continuation, and how it reads the answer. */
    @Test
    void likelihoodsAreReadAsTheHarnessReadsThem() {
        String ids = "[256,72,101,108,108,111,32,228]";
        Answer answer = complete("{'model':'tiny','prompt':[" + ids
                + "],'temperature':0,'max_tokens':1,'logprobs':1,'seed':1234,'echo':true}");
        JsonNode logProbs = answer.json().at("/choices/0/logprobs");
        JsonNode values = logProbs.path("token_logprobs");
        JsonNode tops = logProbs.path("top_logprobs");
        int length = 8;
        assertThat(values.size()).isEqualTo(length + 1);
        assertThat(tops.size()).isEqualTo(length + 1);
        assertThat(logProbs.path("tokens").size()).isEqualTo(length + 1);
        assertThat(logProbs.path("text_offset").size()).isEqualTo(length + 1);
        assertThat(values.get(0).isNull()).isTrue();
        assertThat(tops.get(0).isNull()).isTrue();
        for (int i = 1; i <= length; i++) {
            assertThat(values.get(i).asDouble()).isNegative();
            assertThat(greatest(tops.get(i)))
                    .isGreaterThanOrEqualTo(values.get(i).asDouble());
        }
        // The generated token is greedy: the harness compares for equality.
        assertThat(greatest(tops.get(length))).isEqualTo(values.get(length).asDouble());
        String text = text(answer, 0);
        assertThat(text).startsWith("<|begin|>Hello ");
    }

    private static double greatest(JsonNode top) {
        return top.properties().stream()
                .map(Map.Entry::getValue)
                .mapToDouble(JsonNode::asDouble)
                .max()
                .orElseThrow();
    }

    @Test
    void whatWasGreedyIsGreedyWhenItIsScored() {
        Answer generated = complete("{'prompt':[97,98,99],'temperature':0,'max_tokens':12,'logprobs':1,'num_steps':5}");
        List<Double> first = new ArrayList<>();
        generated.json().at("/choices/0/logprobs/token_logprobs").forEach(value -> first.add(value.asDouble()));
        List<Integer> ids = new ArrayList<>(List.of(97, 98, 99));
        generated.json().at("/choices/0/logprobs/tokens").forEach(token -> ids.add(id(token.asString())));
        Answer scored = complete(
                "{'prompt':" + ids + ",'temperature':0,'max_tokens':0,'logprobs':1,'echo':true,'num_steps':5}");
        JsonNode values = scored.json().at("/choices/0/logprobs/token_logprobs");
        JsonNode tops = scored.json().at("/choices/0/logprobs/top_logprobs");
        assertThat(values.size()).isEqualTo(15);
        assertThat(scored.json().at("/usage/completion_tokens").asInt()).isZero();
        for (int i = 3; i < 15; i++) {
            assertThat(values.get(i).asDouble()).isCloseTo(first.get(i - 3), within(1e-5));
            assertThat(greatest(tops.get(i))).isEqualTo(values.get(i).asDouble());
        }
    }

    /** The token of a text or of {@code bytes:\xe4}. */
    private static int id(String token) {
        if (token.startsWith("bytes:\\x")) {
            return Integer.parseInt(token.substring(8), 16);
        }
        return token.equals("<|begin|>") ? TinyModel.BEGIN : token.charAt(0);
    }

    @Test
    void offsetsPointIntoTheText() {
        Answer answer = complete(
                "{'prompt':'Grüße','echo':true,'max_tokens':4,'temperature':0,'logprobs':0,'logit_bias':{'98':100}}");
        assertThat(text(answer, 0)).isEqualTo("Grüßebbbb");
        List<Integer> offsets = new ArrayList<>();
        answer.json().at("/choices/0/logprobs/text_offset").forEach(offset -> offsets.add(offset.asInt()));
        assertThat(offsets).containsExactly(0, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8);
        JsonNode tokens = answer.json().at("/choices/0/logprobs/tokens");
        assertThat(tokens.get(0).asString()).isEqualTo("G");
        assertThat(tokens.get(2).asString()).isEqualTo("bytes:\\xc3");
        assertThat(answer.json().at("/choices/0/logprobs/top_logprobs/1").size())
                .isEqualTo(1);
    }

    @Test
    void offsetsCountCharactersAndSpelledSpecialTokens() {
        Answer answer = complete(
                "{'prompt':'a😀<|begin|>b','echo':true,'max_tokens':2,'temperature':0,'logprobs':0,'logit_bias':{'98':100}}");
        assertThat(text(answer, 0)).isEqualTo("a😀<|begin|>bbb");
        List<Integer> offsets = new ArrayList<>();
        answer.json().at("/choices/0/logprobs/text_offset").forEach(offset -> offsets.add(offset.asInt()));
        // a, four bytes of one character, the special token of nine characters, b, and the two that were drawn
        assertThat(offsets).containsExactly(0, 1, 1, 1, 1, 2, 11, 12, 13);
    }

    /** The harness leaves the last entry out, as that of the token it did not ask for: an end token must have one, too. */
    @Test
    void anEndTokenThatWasDrawnHasItsEntry() {
        String fields = "'prompt':[256,97,98],'echo':true,'temperature':0,'max_tokens':5,'logprobs':1,'logit_bias':{'"
                + TinyModel.END + "':100}";
        Answer whole = complete("{" + fields + "}");
        assertThat(whole.json().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(text(whole, 0)).isEqualTo("<|begin|>ab");
        JsonNode logProbs = whole.json().at("/choices/0/logprobs");
        for (String list : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
            assertThat(logProbs.path(list).size()).as(list).isEqualTo(4);
        }
        assertThat(logProbs.at("/tokens/3").asString()).isEqualTo("<|end|>");
        assertThat(logProbs.at("/text_offset/3").asInt()).isEqualTo(11);
        assertThat(logProbs.at("/token_logprobs/3").isNumber()).isTrue();
        List<JsonNode> streamed = new ArrayList<>();
        for (JsonNode event : stream(PATH, "{" + fields + ",'stream':true}")) {
            event.at("/choices/0/logprobs/token_logprobs").forEach(streamed::add);
        }
        assertThat(streamed).containsExactlyElementsOf(logProbs.path("token_logprobs"));
    }

    @Test
    void scoringIsAtOneDepth() {
        Answer answer =
                post(PATH, "{'prompt':'ab','echo':true,'logprobs':1,'max_tokens':1,'muninn':{'exit':'latent-diff'}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(post(PATH, "{'prompt':'ab','max_tokens':0}").status()).isEqualTo(400);
        assertThat(post(PATH, "{'prompt':'ab','best_of':3}").status()).isEqualTo(400);
        assertThat(post(PATH, "{'prompt':'ab','suffix':'x'}").status()).isEqualTo(400);
    }

    @Test
    void aStreamAddsUpToTheWhole() {
        String fields = "'prompt':['ab','cd'],'temperature':0,'max_tokens':20,'logprobs':2,'echo':true";
        Answer whole = complete("{" + fields + "}");
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        List<List<JsonNode>> offsets = List.of(new ArrayList<>(), new ArrayList<>());
        List<JsonNode> events = stream(PATH, "{" + fields + ",'stream':true,'stream_options':{'include_usage':true}}");
        for (JsonNode event : events) {
            assertThat(event.path("object").asString()).isEqualTo("text_completion");
            for (JsonNode choice : event.path("choices")) {
                texts[choice.path("index").asInt()].append(choice.path("text").asString());
                choice.at("/logprobs/text_offset")
                        .forEach(offsets.get(choice.path("index").asInt())::add);
            }
        }
        for (int i = 0; i < 2; i++) {
            assertThat(texts[i]).hasToString(text(whole, i));
            assertThat(offsets.get(i))
                    .containsExactlyElementsOf(whole.json().at("/choices/" + i + "/logprobs/text_offset"));
        }
        for (String tokens : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
            assertThat(events.getLast().at("/usage/" + tokens))
                    .isEqualTo(whole.json().at("/usage/" + tokens));
        }
    }

    @Test
    void tooLongAPromptIsNotCut() {
        Answer answer = post(PATH, "{'prompt':'" + "a".repeat(TinyModel.CONTEXT) + "'" + GREEDY);
        assertThat(answer.error().path("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(post(
                                PATH,
                                "{'prompt':'" + "a".repeat(TinyModel.CONTEXT)
                                        + "','echo':true,'max_tokens':0,'logprobs':1}")
                        .status())
                .isEqualTo(200);
    }
}
