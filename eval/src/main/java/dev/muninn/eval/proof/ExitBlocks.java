package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What is drawn and tabled of exits. */
final class ExitBlocks {
    private ExitBlocks() {}

    static Block accuracy(Collection<String> criteria, ExitSetting full, List<ExitSetting> settings) {
        LineChart chart = new LineChart("Accuracy and depth", "mean recurrences of a position", "right, %").percent();
        for (String criterion : criteria) {
            List<ExitSetting> ofCriterion = settings.stream()
                    .filter(setting -> setting.criterion().equals(criterion))
                    .toList();
            if (!ofCriterion.isEmpty()) {
                chart.line(
                        criterion,
                        ofCriterion.stream()
                                .mapToDouble(ExitSetting::recurrences)
                                .toArray(),
                        ofCriterion.stream()
                                .mapToDouble(setting -> setting.share().percent())
                                .toArray());
            }
        }
        if (full.of() > 0) {
            double accuracy = full.share().percent();
            chart.reference("never", new double[] {0, full.recurrences()}, new double[] {accuracy, accuracy});
        }
        return chart.figure("exits.png", "% right over mean recurrences, by criterion; points are thresholds");
    }

    static Block difficulty(ExitSetting best, List<Answer> answers) {
        LineChart chart = new LineChart("Recurrences by difficulty, " + best.spec(), "difficulty", "mean recurrences");
        for (String family : best.rankCorrelations().keySet()) {
            int[] difficulties = answers.stream()
                    .filter(answer -> answer.problem().family().equals(family))
                    .mapToInt(answer -> answer.problem().difficulty())
                    .distinct()
                    .sorted()
                    .toArray();
            double[] spent = Arrays.stream(difficulties)
                    .mapToDouble(difficulty -> answers.stream()
                            .filter(answer -> answer.problem().family().equals(family)
                                    && answer.problem().difficulty() == difficulty)
                            .mapToDouble(Answer::recurrences)
                            .average()
                            .orElseThrow())
                    .toArray();
            chart.line(family, Arrays.stream(difficulties).asDoubleStream().toArray(), spent);
        }
        return chart.figure("exits-difficulty.png", "mean recurrences of a position by difficulty, " + best.spec());
    }

    static Block table(ExitSetting full, List<ExitSetting> settings) {
        Block.Rows rows = new Block.Rows();
        List<ExitSetting> all = new ArrayList<>(List.of(full));
        all.addAll(settings);
        all.forEach(setting -> rows.add(
                setting.spec(),
                setting.share().text(),
                Wording.signed(-setting.lost(full), 1),
                Wording.number(setting.recurrences(), 2),
                Wording.number(setting.recurrences() / full.recurrences(), 2),
                Wording.number(setting.answerRecurrences(), 2),
                Wording.number(setting.rankCorrelation(), 2)));
        return rows.table(
                "Every criterion and threshold; the correlation is Spearman's within a family, the mean of them",
                "criterion",
                "% right (95 %)",
                "points",
                "recurrences",
                "of full depth",
                "at the answer",
                "correlation with difficulty");
    }

    static Block correlations(ExitSetting best) {
        Block.Rows rows = new Block.Rows();
        best.rankCorrelations().forEach((family, value) -> rows.add(family, Wording.number(value, 2)));
        return rows.table(
                "Spearman's rank correlation of a problem's recurrences with its difficulty, " + best.spec(),
                "family",
                "correlation");
    }
}
