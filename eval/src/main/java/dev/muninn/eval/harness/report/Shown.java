package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.score.Figure;
import java.util.Locale;
import java.util.Set;

/** Figures as the report writes them. */
final class Shown {
    /** Metrics that are shares, written in percent. */
    private static final Set<String> SHARES = Set.of("acc", "acc_norm", "acc_bytes", "acc_mutual_info", "exact_match");

    private Shown() {}

    static boolean share(String metric) {
        return SHARES.contains(metric);
    }

    static double scaled(String metric, double value) {
        return share(metric) ? 100 * value : value;
    }

    /** The value and its 95 % interval. */
    static String figure(Grades.Key key, Figure figure) {
        String metric = key.metric();
        int decimals = share(metric) ? 1 : 4;
        String value = number(scaled(metric, figure.value()), decimals);
        if (Double.isNaN(figure.low())) {
            return value;
        }
        return value + " (" + number(scaled(metric, figure.low()), decimals) + "-"
                + number(scaled(metric, figure.high()), decimals) + ")";
    }

    static String error(Grades.Key key, Figure figure) {
        return Double.isNaN(figure.error())
                ? "-"
                : number(scaled(key.metric(), figure.error()), share(key.metric()) ? 2 : 4);
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    static String bytes(double bytes) {
        return bytes >= 1e6 ? number(bytes / 1e6, 2) + " MB" : number(bytes / 1e3, 1) + " kB";
    }
}
