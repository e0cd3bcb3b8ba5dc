package dev.muninn.eval.harness.task;

import java.util.List;

/**
 * An entry of {@code metric_list}.
 *
 * @param aggregation how the values of all questions become one
 * @param options of {@code exact_match}
 */
public record MetricConfig(String metric, String aggregation, boolean higherIsBetter, MatchOptions options) {
    /** What two answers may differ in and still match; everything is removed before they are compared. */
    public record MatchOptions(
            List<String> regexesToIgnore, boolean ignoreCase, boolean ignorePunctuation, boolean ignoreNumbers) {
        public static final MatchOptions NONE = new MatchOptions(List.of(), false, false, false);
    }
}
