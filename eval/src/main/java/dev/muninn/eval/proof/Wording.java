package dev.muninn.eval.proof;

import dev.muninn.eval.proof.stats.Share;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Numbers as the report writes them. */
final class Wording {
    private Wording() {}

    static String percent(Share share) {
        return share.of() == 0 ? "-" : number(share.percent(), 1) + " %";
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    static String signed(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        double rounded = Math.rint(value * scale) / scale + 0.0; // no -0.0
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+,." + decimals + "f", rounded);
    }

    static String bytes(double bytes) {
        return bytes >= 1e6 ? number(bytes / 1e6, 2) + " MB" : number(bytes / 1e3, 1) + " kB";
    }

    /** A header: some words, then one column a depth. */
    static List<String> header(int[] depths, String... before) {
        var header = new java.util.ArrayList<>(List.of(before));
        Arrays.stream(depths).forEach(r -> header.add("r=" + r));
        return header;
    }
}
