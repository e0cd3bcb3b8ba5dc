package dev.muninn.eval.harness.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.task.FilterConfig;
import dev.muninn.eval.harness.task.MetricConfig.MatchOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Filters, matches and figures; the numbers are lm-evaluation-harness 0.4.13's for the same values. */
class ScoreTest {
    private static FilterConfig.Step step(String function, Object... arguments) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            map.put((String) arguments[i], arguments[i + 1]);
        }
        return new FilterConfig.Step(function, new LinkedHashMap<>(map));
    }

    private static Filters filters(FilterConfig.Step... steps) {
        return new Filters(new FilterConfig("own", List.of(steps)), 5, "task.yaml");
    }

    @Test
    void filtersLeaveWhatTheHarnessLeaves() {
        FilterConfig.Step first = step("take_first");
        Filters strict = filters(step("regex", "regex_pattern", "#### (\\-?[0-9\\.\\,]+)"), first);
        assertThat(strict.apply(List.of("so #### 1,234. done", "x"))).containsExactly("1,234.");
        assertThat(strict.apply(List.of("none"))).containsExactly("[invalid]");
        Filters last =
                filters(step("regex", "regex_pattern", "(-?[$0-9.,]{2,})|(-?[0-9]+)", "group_select", -1L), first);
        assertThat(last.apply(List.of("a 5 and $1,234.50 then -7."))).containsExactly("-7.");
        assertThat(filters(step("regex", "regex_pattern", "x", "fallback", "no"), first)
                        .apply(List.of("y")))
                .containsExactly("no");
        assertThat(filters(step("remove_whitespace"), step("uppercase"), first).apply(List.of(" a b\n")))
                .containsExactly("A B");
        assertThat(filters(
                                step("map", "mapping_dict", Map.of("a", 1L), "default_value", "?"),
                                step("take_first_k", "k", 2L))
                        .apply(List.of("a", "b", "c")))
                .containsExactly("1", "?");
        assertThat(filters(step("majority_vote"), first).apply(List.of("b", "a", "a", "b", "c")))
                .containsExactly("b");
    }

    @Test
    void filtersThatAreNotHereAreRefused() {
        refused("'multi_choice_regex' is not here", step("multi_choice_regex"));
        refused("a is unknown", step("lowercase", "a", 1L));
        refused("the task repeats 5", step("take_first_k", "k", 6L));
        refused("group_select: found x", step("regex", "group_select", "x"));
        refused("regular expression '('", step("regex", "regex_pattern", "("));
        refused("comes after take_first", step("take_first"), step("lowercase"));
    }

    private static void refused(String reason, FilterConfig.Step... steps) {
        assertThatThrownBy(() -> filters(steps))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("task.yaml: filter_list: own: ")
                .hasMessageContaining(reason);
    }

    @Test
    void matchesIgnoreWhatTheTaskSays() {
        ExactMatch gsm =
                new ExactMatch(new MatchOptions(List.of(",", "\\$", "(?s).*#### ", "\\.$"), true, false, false));
        assertThat(gsm.same("$1,234.", "long\nway #### 1234")).isTrue();
        assertThat(gsm.same("1234.5", "1234")).isFalse();
        assertThat(new ExactMatch(new MatchOptions(List.of(), true, true, true)).same("It's 3 \"OK\"!", "its  ok"))
                .isTrue();
        assertThat(new ExactMatch(MatchOptions.NONE).same("a", "A")).isFalse();
    }

    private static Figure figure(String aggregation, double... values) {
        return new Aggregation(aggregation)
                .of(Arrays.stream(values).mapToObj(value -> new Value(value, 3)).toList());
    }

    @Test
    void figuresAndErrorsAreTheHarnesss() {
        Figure mean = figure("mean", 1, 0, 1, 1);
        assertThat(mean.value()).isEqualTo(0.75);
        assertThat(mean.error()).isCloseTo(0.25, within(1e-12));
        assertThat(mean.low()).isCloseTo(0.3006, within(1e-4)); // Wilson's, of 3 of 4
        Figure perplexity = figure("perplexity", -1, -2, -3.5, -0.25);
        assertThat(perplexity.value()).isCloseTo(Math.exp(6.75 / 4), within(1e-12));
        assertThat(perplexity.error()).isCloseTo(PERPLEXITY_ERROR, within(1e-9));
        Figure bits = figure("bits_per_byte", -3, -6);
        assertThat(bits.value()).isCloseTo(1.5 / Math.log(2), within(1e-12));
        assertThat(bits.error()).isNaN();
        assertThat(bits.low()).isLessThan(bits.value());
        assertThat(figure("weighted_perplexity", -3, -6).value()).isCloseTo(Math.exp(1.5), within(1e-12));
        assertThat(figure("mean", 1).error()).isNaN();
    }

    /** {@code stderr_for_metric(perplexity, 100000)([-1, -2, -3.5, -0.25])}. */
    private static final double PERPLEXITY_ERROR = 4.495547034859845;

    @Test
    void groupsWeighQuestionsOrTasks() {
        Figure small = new Figure(0.5, 0.1, 0, 1, 10);
        Figure large = new Figure(0.8, 0.05, 0, 1, 40);
        Figure pooled = GroupFigures.mean(List.of(small, large), true);
        assertThat(pooled.value()).isCloseTo(0.74, within(1e-12));
        assertThat(pooled.error()).isCloseTo(POOLED_ERROR, within(1e-12));
        Figure even = GroupFigures.mean(List.of(small, large), false);
        assertThat(even.value()).isCloseTo(0.65, within(1e-12));
        assertThat(even.error()).isCloseTo(Math.sqrt(0.01 + 0.0025) / 2, within(1e-12));
    }

    /** {@code pooled_sample_stderr([0.1, 0.05], [10, 40])}. */
    private static final double POOLED_ERROR = 0.0447213595499958;
}
