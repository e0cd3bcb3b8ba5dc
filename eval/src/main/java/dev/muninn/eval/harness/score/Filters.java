package dev.muninn.eval.harness.score;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.python.PythonText;
import dev.muninn.eval.harness.task.FilterConfig;
import dev.muninn.template.PythonRegex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one entry of {@code filter_list}, made ready. Answers to a question go through them together; {@code take_first} leaves one of
 * them.
 */
public final class Filters {
    private final String name;
    private final List<UnaryOperator<List<String>>> steps = new ArrayList<>();
    private boolean one;

    /** Refuses steps that are not here, by the name of the task's {@code file}. */
    public Filters(FilterConfig config, int repeats, String file) {
        this.name = config.name();
        for (FilterConfig.Step step : config.steps()) {
            try {
                require(!one || step.function().equals("take_first"), "'%s' comes after take_first", step.function());
                steps.add(step(step, repeats));
            } catch (MuninnException e) {
                throw new MuninnException("%s: filter_list: %s: %s".formatted(file, name, e.getMessage()), e);
            }
        }
    }

    public String name() {
        return name;
    }

    /** Whether one answer is left, and not a list. */
    public boolean leavesOne() {
        return one;
    }

    /** What is left of the answers to a question. */
    public List<String> apply(List<String> answers) {
        List<String> left = answers;
        for (UnaryOperator<List<String>> step : steps) {
            left = step.apply(left);
        }
        return left;
    }

    private UnaryOperator<List<String>> step(FilterConfig.Step step, int repeats) {
        Arguments arguments = new Arguments(step);
        UnaryOperator<List<String>> made = switch (step.function()) {
            case "take_first" -> {
                one = true;
                yield answers -> List.of(answers.getFirst());
            }
            case "take_first_k" -> {
                int k = arguments.integer("k", 1);
                require(k >= 1 && k <= repeats, "take_first_k: found k %d, the task repeats %d", k, repeats);
                yield answers -> answers.subList(0, k);
            }
            case "majority_vote" -> answers -> List.of(majority(answers));
            case "lowercase" -> each(text -> text.toLowerCase(Locale.ROOT));
            case "uppercase" -> each(text -> text.toUpperCase(Locale.ROOT));
            case "remove_whitespace" -> each(PythonText::strip);
            case "map" -> map(arguments);
            case "regex" -> regex(arguments);
            default ->
                throw new MuninnException("the filter '" + step.function()
                        + "' is not here; there are take_first, take_first_k, majority_vote, regex, map, lowercase,"
                        + " uppercase, remove_whitespace");
        };
        arguments.done();
        return made;
    }

    private static UnaryOperator<List<String>> each(UnaryOperator<String> one) {
        return answers -> answers.stream().map(one).toList();
    }

    /** The most frequent, of equals the earliest. */
    static String majority(List<String> answers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        answers.forEach(answer -> counts.merge(answer, 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static UnaryOperator<List<String>> map(Arguments arguments) {
        Map<String, String> mapping = arguments.texts("mapping_dict");
        String fallback = arguments.text("default_value", "None");
        return each(text -> mapping.getOrDefault(text, fallback));
    }

    private static UnaryOperator<List<String>> regex(Arguments arguments) {
        PythonRegex regex = PythonRegex.compile(arguments.text("regex_pattern", "#### (\\-?[0-9\\.\\,]+)"));
        int select = arguments.integer("group_select", 0);
        String fallback = arguments.text("fallback", "[invalid]");
        return each(text -> {
            List<List<String>> matches = regex.findAll(text);
            int at = select < 0 ? matches.size() + select : select;
            if (matches.isEmpty()) {
                return fallback;
            }
            require(at >= 0 && at < matches.size(), "regex: match %d of %d is wanted", select, matches.size());
            List<String> groups = matches.get(at);
            if (groups.size() == 1) {
                return PythonText.strip(groups.getFirst());
            }
            return groups.stream()
                    .filter(group -> !group.isEmpty())
                    .findFirst()
                    .map(PythonText::strip)
                    .orElse(fallback);
        });
    }

    /** What a step is given. */
    private static final class Arguments {
        private final FilterConfig.Step step;
        private final List<String> asked = new ArrayList<>();

        Arguments(FilterConfig.Step step) {
            this.step = step;
        }

        private @Nullable Object value(String key) {
            asked.add(key);
            return step.arguments().get(key);
        }

        String text(String key, String fallback) {
            Object found = value(key);
            return found == null ? fallback : PythonText.str(found);
        }

        int integer(String key, int fallback) {
            Object found = value(key);
            if (found == null) {
                return fallback;
            }
            if (found instanceof Long number) {
                return Math.toIntExact(number);
            }
            throw new MuninnException("%s: %s: found %s, wanted a whole number".formatted(step.function(), key, found));
        }

        Map<String, String> texts(String key) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (value(key) instanceof Map<?, ?> map) {
                map.forEach((from, to) -> texts.put(PythonText.str(from), PythonText.str(to)));
            }
            return texts;
        }

        void done() {
            for (String key : step.arguments().keySet()) {
                require(asked.contains(key), "%s: %s is unknown", step.function(), key);
            }
        }
    }
}
