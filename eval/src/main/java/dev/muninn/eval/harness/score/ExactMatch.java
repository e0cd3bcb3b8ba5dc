package dev.muninn.eval.harness.score;

import dev.muninn.eval.harness.task.MetricConfig.MatchOptions;
import dev.muninn.template.PythonRegex;
import java.util.List;
import java.util.Locale;

/** Whether two answers are the same, but for what a task says does not count. */
final class ExactMatch {
    /** Python's {@code string.punctuation}. */
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final MatchOptions options;
    private final List<PythonRegex> ignored;

    ExactMatch(MatchOptions options) {
        this.options = options;
        this.ignored =
                options.regexesToIgnore().stream().map(PythonRegex::compile).toList();
    }

    boolean same(String prediction, String reference) {
        return bare(prediction).equals(bare(reference));
    }

    private String bare(String text) {
        String left = text;
        for (PythonRegex regex : ignored) {
            left = regex.removeFrom(left);
        }
        if (options.ignoreCase()) {
            left = left.toLowerCase(Locale.ROOT);
        }
        if (options.ignorePunctuation() || options.ignoreNumbers()) {
            StringBuilder kept = new StringBuilder();
            left.codePoints()
                    .filter(c -> !(options.ignorePunctuation() && PUNCTUATION.indexOf(c) >= 0))
                    .filter(c -> !(options.ignoreNumbers() && c >= '0' && c <= '9'))
                    .forEach(kept::appendCodePoint);
            left = kept.toString();
        }
        return left;
    }
}
