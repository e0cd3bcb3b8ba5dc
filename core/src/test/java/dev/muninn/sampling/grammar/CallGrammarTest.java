package dev.muninn.sampling.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Answers that call functions. */
class CallGrammarTest {
    private static final CallGrammar MARKED = new CallGrammar("<call>", "</call>", "arguments", false);
    private static final String F = "<call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</call>";
    private static final String G = "<call>\n{\"name\":\"g\",\"arguments\":{}}\n</call>";

    private static final List<CallGrammar.Function> FUNCTIONS = List.of(
            function("f", "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}},\"required\":[\"x\"]}"),
            function("g", "{}"));

    private static CallGrammar.Function function(String name, String schema) {
        return CallGrammar.Function.of(name, JsonMapper.shared().readTree(schema));
    }

    private static boolean accepts(Grammar grammar, String text) {
        Automaton.State state = Automaton.read(new Automaton(grammar).start(), text.getBytes(StandardCharsets.UTF_8));
        return state != null && state.complete();
    }

    @Test
    void onlyCalls() {
        Grammar one = MARKED.only(FUNCTIONS, false);
        assertThat(accepts(one, F)).isTrue();
        assertThat(accepts(one, G)).isTrue();
        assertThat(accepts(one, "")).isFalse();
        assertThat(accepts(one, "a" + F)).isFalse();
        assertThat(accepts(one, F + "\n" + G)).isFalse();
        assertThat(accepts(one, F.replace("1", "\"1\""))).isFalse();
        assertThat(accepts(one, F.replace("\"f\"", "\"h\""))).isFalse();
        assertThat(accepts(one, G.replace("{}", "{\"x\": 1}"))).isFalse();
        assertThat(accepts(MARKED.only(FUNCTIONS, true), F + "\n" + G + "\n" + F))
                .isTrue();
    }

    @Test
    void callsWithinText() {
        Grammar several = MARKED.within(FUNCTIONS, true);
        assertThat(accepts(several, "")).isTrue();
        assertThat(accepts(several, "just words <cal")).isTrue();
        assertThat(accepts(several, "words " + F + " and " + G + " more")).isTrue();
        assertThat(accepts(several, "words <call>nonsense</call>")).isFalse();
        assertThat(accepts(several, "words <call>{\"name\"")).isFalse();
        Grammar one = MARKED.within(FUNCTIONS, false);
        assertThat(accepts(one, "words " + F)).isTrue();
        assertThat(accepts(one, F + G)).isFalse();
    }

    @Test
    void listsAreCalls() {
        CallGrammar list = new CallGrammar("", "", "arguments", true);
        List<CallGrammar.Function> functions =
                List.of(CallGrammar.Function.of("f", JsonMapper.shared().readTree("{}")));
        String one = "{\"name\":\"f\",\"arguments\":{}}";
        assertThat(accepts(list.only(functions, true), "[" + one + ", " + one + "]"))
                .isTrue();
        assertThat(accepts(list.only(functions, false), "[" + one + "]")).isTrue();
        assertThat(accepts(list.only(functions, false), "[" + one + "," + one + "]"))
                .isFalse();
        assertThat(accepts(list.only(functions, true), "[]")).isFalse();
    }

    @Test
    void callsOrAForm() {
        Grammar either = MARKED.only(FUNCTIONS, false).or(JsonSchema.grammar("{\"type\":\"integer\"}"));
        assertThat(accepts(either, F)).isTrue();
        assertThat(accepts(either, "12")).isTrue();
        assertThat(accepts(either, "words")).isFalse();
    }

    @Test
    void withoutMarksTheAnswerIsTheCall() {
        CallGrammar bare = new CallGrammar("", "", "parameters", false);
        List<CallGrammar.Function> free = List.of(CallGrammar.Function.of(
                "f", JsonMapper.shared().readTree("{\"properties\":{\"a\":{\"type\":\"array\"}}}")));
        assertThat(accepts(bare.only(free, true), "{\"name\":\"f\",\"parameters\":{\"a\":[]}}"))
                .isTrue();
        assertThatThrownBy(() -> bare.within(free, true)).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> bare.only(List.of(), true)).isInstanceOf(MuninnException.class);
    }
}
