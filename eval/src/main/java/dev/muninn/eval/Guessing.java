package dev.muninn.eval;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.task.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How often guesses without thinking are right, as shares of some problems: a model that scores no better has learnt nothing.
 * Candidates are the words of a context that are the answer of any of the problems and do not occur in the question.
 *
 * @param majority always the most frequent answer
 * @param lastMentioned the last candidate of the context
 * @param mostMentioned the candidate that occurs most often, of equals the last
 * @param elimination any candidate, all being equally likely
 */
public record Guessing(double majority, double lastMentioned, double mostMentioned, double elimination) {
    public static Guessing of(List<Example> examples) {
        require(!examples.isEmpty(), "no problems to guess at; wanted at least one");
        Map<String, Long> answers =
                counted(examples.stream().map(Example::answer).toList());
        double last = 0;
        double most = 0;
        double any = 0;
        for (Example example : examples) {
            List<String> candidates = words(example.context());
            candidates.retainAll(answers.keySet());
            candidates.removeAll(words(example.question().text()));
            if (candidates.isEmpty()) {
                continue;
            }
            Set<String> distinct = new LinkedHashSet<>(candidates);
            last += candidates.getLast().equals(example.answer()) ? 1 : 0;
            most += mostFrequent(candidates).equals(example.answer()) ? 1 : 0;
            any += distinct.contains(example.answer()) ? 1.0 / distinct.size() : 0;
        }
        int count = examples.size();
        long majority =
                answers.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        return new Guessing((double) majority / count, last / count, most / count, any / count);
    }

    /** The greatest of the four. */
    public double best() {
        return Math.max(Math.max(majority, lastMentioned), Math.max(mostMentioned, elimination));
    }

    private static String mostFrequent(List<String> words) {
        Map<String, Long> counts = counted(words);
        return words.reversed().stream()
                .max(Comparator.comparing(word -> counts.getOrDefault(word, 0L)))
                .orElseThrow();
    }

    private static Map<String, Long> counted(Collection<String> words) {
        return words.stream().collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private static List<String> words(String text) {
        return new ArrayList<>(Arrays.asList(text.split("[^A-Za-z0-9]+", -1)));
    }
}
