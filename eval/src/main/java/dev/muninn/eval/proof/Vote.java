package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Answerer.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The most frequent of several answers to one problem, of equals the earliest; answers that say nothing do not count. */
final class Vote {
    private Vote() {}

    static boolean right(List<Answer> answers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        answers.forEach(answer -> answer.said().ifPresent(said -> counts.merge(said, 1, Integer::sum)));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return answers.stream()
                .filter(answer -> answer.said().isPresent()
                        && counts.getOrDefault(answer.said().get(), 0) == most)
                .findFirst()
                .map(Answer::right)
                .orElse(false);
    }
}
