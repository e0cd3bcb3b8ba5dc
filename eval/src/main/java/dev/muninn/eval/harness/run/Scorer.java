package dev.muninn.eval.harness.run;

import dev.muninn.eval.harness.run.Encoder.Pair;
import dev.muninn.generate.DepthScan;
import dev.muninn.generate.DepthScan.Sequence;
import dev.muninn.generate.TokenLogProbabilities;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How likely continuations are, at all depths in one pass. A continuation's last token need not be thought about, and contexts that differ
 * in nothing else share their pass: choices of one token each cost as much as one of them.
 */
final class Scorer {
    private final DepthScan scan;
    private final long noiseSeed;

    Scorer(DepthScan scan, long noiseSeed) {
        this.scan = scan;
        this.noiseSeed = noiseSeed;
    }

    /**
     * What was found of pairs, in their order.
     *
     * @param sums (depth, pair): natural logarithms
     * @param greedy (depth, pair): whether every token of the continuation is the likeliest at its place
     * @param rows tokens that were thought about
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Scored(double[][] sums, boolean[][] greedy, int rows) {}

    /** Tokens that are thought about once, and the ones that they are asked for. */
    private static final class Shared {
        final int[] tokens;
        int firstReadout = Integer.MAX_VALUE;
        final List<Wanted> wanted = new ArrayList<>();

        Shared(int[] tokens) {
            this.tokens = tokens;
        }
    }

    /** The token after a position, for a pair. */
    private record Wanted(int position, int token, int pair) {}

    /** Rows that {@link #score} would think about. */
    static int rows(List<Pair> pairs) {
        return shared(pairs).stream().mapToInt(each -> each.tokens.length).sum();
    }

    private static List<Shared> shared(List<Pair> pairs) {
        Map<List<Integer>, Shared> all = new LinkedHashMap<>();
        for (int p = 0; p < pairs.size(); p++) {
            int[] context = pairs.get(p).context();
            int[] continuation = pairs.get(p).continuation();
            if (continuation.length == 0) {
                continue;
            }
            int[] tokens = Arrays.copyOf(context, context.length + continuation.length - 1);
            System.arraycopy(continuation, 0, tokens, context.length, continuation.length - 1);
            Shared shared = all.computeIfAbsent(Arrays.stream(tokens).boxed().toList(), _ -> new Shared(tokens));
            shared.firstReadout = Math.min(shared.firstReadout, context.length - 1);
            for (int i = 0; i < continuation.length; i++) {
                shared.wanted.add(new Wanted(context.length - 1 + i, continuation[i], p));
            }
        }
        return List.copyOf(all.values());
    }

    /** Scores {@code pairs} at {@code depths}, which ascend. */
    Scored score(List<Pair> pairs, int[] depths) {
        List<Shared> shared = shared(pairs);
        double[][] sums = new double[depths.length][pairs.size()];
        boolean[][] greedy = new boolean[depths.length][pairs.size()];
        for (boolean[] each : greedy) {
            Arrays.fill(each, true);
        }
        List<Sequence> sequences = shared.stream()
                .map(each -> new Sequence(each.tokens, each.firstReadout, noiseSeed))
                .toList();
        if (!sequences.isEmpty()) {
            scan.run(sequences, depths, StateInit.NOISE, (sequence, position, recurrences, logits) -> {
                int depth = Arrays.binarySearch(depths, recurrences);
                for (Wanted wanted : shared.get(sequence).wanted) {
                    if (wanted.position() == position) {
                        // As a server's answer says it, and with its rounding: the harness adds up what it reads there.
                        TokenLogProbabilities found = TokenLogProbabilities.of(logits, wanted.token(), 1);
                        sums[depth][wanted.pair()] += found.chosen();
                        greedy[depth][wanted.pair()] &= found.chosen() == found.values()[0];
                    }
                }
            });
        }
        int rows = sequences.stream().mapToInt(each -> each.tokens().length).sum();
        return new Scored(sums, greedy, rows);
    }
}
