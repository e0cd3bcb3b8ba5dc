package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.stats.Numbers;
import dev.muninn.eval.proof.stats.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A criterion with a threshold, measured. */
record ExitSetting(
        String criterion,
        String spec,
        int right,
        int of,
        double recurrences,
        double answerRecurrences,
        double rankCorrelation,
        Map<String, Double> rankCorrelations) {
    Share share() {
        return new Share(right, of);
    }

    static ExitSetting of(String criterion, String spec, List<Answer> answers) {
        Map<String, Double> correlations = new LinkedHashMap<>();
        answers.stream().map(answer -> answer.problem().family()).distinct().forEach(family -> {
            double correlation = correlation(answers, family);
            if (!Double.isNaN(correlation)) {
                correlations.put(family, correlation);
            }
        });
        Share share = Answerer.share(answers);
        return new ExitSetting(
                criterion,
                spec,
                share.right(),
                share.of(),
                answers.stream().mapToDouble(Answer::recurrences).average().orElse(Double.NaN),
                answers.stream()
                        .mapToDouble(answer -> answer.result().prefillRecurrences())
                        .average()
                        .orElse(Double.NaN),
                correlations.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN),
                correlations);
    }

    private static double correlation(List<Answer> answers, String family) {
        List<Answer> ofFamily = answers.stream()
                .filter(answer -> answer.problem().family().equals(family))
                .toList();
        return Numbers.rankCorrelation(
                ofFamily.stream().mapToDouble(Answer::recurrences).toArray(),
                ofFamily.stream()
                        .mapToDouble(answer -> answer.problem().difficulty())
                        .toArray());
    }

    /** Points of accuracy below that of full depth. */
    double lost(ExitSetting full) {
        return full.share().percent() - share().percent();
    }
}
