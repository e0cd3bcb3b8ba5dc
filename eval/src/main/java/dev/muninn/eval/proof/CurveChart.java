package dev.muninn.eval.proof;

import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.stats.Share;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Accuracy over recurrences, as all depth curves are drawn. */
final class CurveChart {
    private CurveChart() {}

    static LineChart titled(String title) {
        return new LineChart(title, "recurrences", "right, %").percent().powersOfTwo();
    }

    /** A line of shares with their intervals. */
    static void line(LineChart chart, String name, int[] depths, IntFunction<Share> at) {
        Share[] shares = Arrays.stream(depths).mapToObj(at).toArray(Share[]::new);
        chart.line(
                name,
                Arrays.stream(depths).mapToDouble(LineChart::log2).toArray(),
                Arrays.stream(shares).mapToDouble(Share::percent).toArray(),
                Arrays.stream(shares).mapToDouble(share -> 100 * share.low()).toArray(),
                Arrays.stream(shares).mapToDouble(share -> 100 * share.high()).toArray());
    }

    static void reference(LineChart chart, String name, int[] depths, Share share) {
        double[] ends = {LineChart.log2(depths[0]), LineChart.log2(depths[depths.length - 1])};
        chart.reference(name, ends, new double[] {share.percent(), share.percent()});
    }
}
