package dev.muninn.eval.harness.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Two ways to answer the same questions.
 *
 * @param both questions that both answered
 * @param gained that the second has right and the first has not
 * @param lost that the first has right and the second has not
 */
public record Paired(int both, int gained, int lost) {
    /** Of the main figures of {@code first} and {@code second}. */
    static Paired of(Grades first, Grades second) {
        Map<Integer, Boolean> before = right(first);
        int both = 0;
        int gained = 0;
        int lost = 0;
        for (Map.Entry<Integer, Boolean> after : right(second).entrySet()) {
            Boolean was = before.get(after.getKey());
            if (was != null) {
                both++;
                gained += after.getValue() && !was ? 1 : 0;
                lost += was && !after.getValue() ? 1 : 0;
            }
        }
        return new Paired(both, gained, lost);
    }

    private static Map<Integer, Boolean> right(Grades grades) {
        Map<Integer, Boolean> right = new HashMap<>();
        grades.main()
                .ifPresent(key -> grades.questions()
                        .forEach(question -> right.put(
                                question.item().number(), question.value(key).value() > 0.5)));
        return right;
    }

    /** How likely at least so uneven a split of the changed answers is by chance, two-sided: the sign test. */
    public double chance() {
        int changed = gained + lost;
        if (changed == 0) {
            return 1;
        }
        double tail = 0;
        for (int k = 0; k <= Math.min(gained, lost); k++) {
            tail += Math.exp(logChoose(changed, k) - changed * Math.log(2));
        }
        return Math.min(1, 2 * tail);
    }

    private static double logChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= k; i++) {
            sum += Math.log(n - k + i) - Math.log(i);
        }
        return sum;
    }

    /** Change in points, with an interval of 1.96 standard errors of the difference of pairs. */
    String points() {
        double n = both;
        double change = (gained - lost) / n;
        double error = Math.sqrt(Math.max(0, (gained + lost) / n - change * change) / n);
        return "%+.1f points (%+.1f to %+.1f)"
                .formatted(100 * change, 100 * (change - 1.96 * error), 100 * (change + 1.96 * error));
    }
}
