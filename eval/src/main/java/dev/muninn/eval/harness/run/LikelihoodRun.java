package dev.muninn.eval.harness.run;

import dev.muninn.cache.KvGeometry;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.run.Encoder.Pair;
import dev.muninn.eval.harness.run.Scorer.Scored;
import dev.muninn.eval.harness.score.Said;
import dev.muninn.eval.harness.task.OutputType;
import dev.muninn.kernels.KvFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Choices and perplexities: one pass gives every depth. */
final class LikelihoodRun {
    /** Rows of a pass: many enough to fill the cores, few enough to look up now and then. */
    private static final int ROWS_AT_ONCE = 2048;

    private static final SlotPolicy ONE_SLOT = new SlotPolicy(SlotPolicy.Lookup.FULL, new SlotPolicy.Storage.Ring(1));

    private final EvalModel model;
    private final Encoder encoder;
    private final Axes axes;
    private final EvalOptions options;
    private final Asking asking;
    private final Scorer scorer;
    private final String weights;

    LikelihoodRun(EvalModel model, Encoder encoder, Axes axes, EvalOptions options, Asking asking, String weights) {
        this.model = model;
        this.encoder = encoder;
        this.axes = axes;
        this.options = options;
        this.asking = asking;
        this.weights = weights;
        this.scorer = new Scorer(model.scan(), options.noiseSeed());
    }

    /** A question with what is scored for it. */
    private record Asked(int index, List<Pair> pairs, boolean summed, int rows) {}

    void run(PlannedTask planned, TaskAnswers answers) {
        List<Asked> waiting = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < planned.items().size() && !asking.stopped(); i++) {
            Asked asked = asked(planned, i);
            waiting.add(asked);
            rows += asked.rows();
            if (rows >= ROWS_AT_ONCE || i == planned.items().size() - 1) {
                answer(waiting, answers);
                waiting.clear();
                rows = 0;
            }
        }
    }

    private Asked asked(PlannedTask planned, int index) {
        Item item = planned.items().get(index);
        try {
            boolean rolling = planned.task().outputType() == OutputType.LOGLIKELIHOOD_ROLLING;
            List<Pair> pairs = rolling ? encoder.windows(item.continuations().getFirst()) : pairs(planned, item);
            return new Asked(index, pairs, rolling, Scorer.rows(pairs));
        } catch (MuninnException e) {
            throw new MuninnException(
                    "%s, question %d: %s".formatted(planned.name(), item.number(), e.getMessage()), e);
        }
    }

    private List<Pair> pairs(PlannedTask planned, Item item) {
        List<Pair> pairs = new ArrayList<>();
        for (String context : item.contexts()) {
            item.continuations().forEach(continuation -> pairs.add(encoder.pair(context, continuation)));
        }
        boolean mutual = planned.task().metrics().stream()
                .anyMatch(metric -> metric.metric().equals("acc_mutual_info"));
        if (mutual) {
            item.choices()
                    .forEach(choice -> pairs.add(encoder.pair("", planned.task().targetDelimiter() + choice)));
        }
        return pairs;
    }

    private void answer(List<Asked> asked, TaskAnswers answers) {
        TreeSet<Integer> missing = new TreeSet<>();
        List<Asked> unknown = new ArrayList<>();
        for (Asked each : asked) {
            int before = missing.size();
            boolean known = true;
            for (int r : axes.depths()) {
                var found = asking.journal().find(key(each, r));
                found.ifPresent(answer -> answers.put(setting(r), each.index(), answer));
                if (found.isEmpty()) {
                    missing.add(r);
                    known = false;
                }
            }
            if (!known || missing.size() > before) {
                unknown.add(each);
            }
        }
        if (!unknown.isEmpty()) {
            score(unknown, missing.stream().mapToInt(Integer::intValue).toArray(), answers);
        }
        asking.advance((long) asked.size() * axes.recurrences().getLast());
    }

    private Setting setting(int recurrences) {
        return new Setting(weights, recurrences, Setting.NO_EXIT, Setting.FULL);
    }

    private String key(Asked asked, int recurrences) {
        List<Object> parts = new ArrayList<>(List.of(model.fingerprint(), weights, recurrences, options.noiseSeed()));
        for (Pair pair : asked.pairs()) {
            parts.add(pair.context());
            parts.add(pair.continuation());
        }
        return Journal.key(parts.toArray());
    }

    private void score(List<Asked> asked, int[] depths, TaskAnswers answers) {
        List<Pair> all = asked.stream().flatMap(each -> each.pairs().stream()).toList();
        long start = System.nanoTime();
        Scored scored = scorer.score(all, depths);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int d = 0; d < depths.length; d++) {
            int next = 0;
            for (Asked each : asked) {
                int end = next + each.pairs().size();
                double[] sums = Arrays.copyOfRange(scored.sums()[d], next, end);
                boolean[] greedy = Arrays.copyOfRange(scored.greedy()[d], next, end);
                if (each.summed()) {
                    sums = new double[] {Arrays.stream(sums).sum()};
                    greedy = new boolean[1];
                }
                Answer answer = new Answer(
                        new Said.Likelihoods(sums, greedy),
                        cost(each, depths[d], seconds * each.rows() / scored.rows()));
                asking.journal().add(key(each, depths[d]), answer);
                answers.put(setting(depths[d]), each.index(), answer);
                next = end;
            }
        }
        asking.journal().flush();
    }

    private Cost cost(Asked asked, int recurrences, double seconds) {
        KvGeometry geometry = model.model().kvGeometry(KvFormat.F32);
        long bytes = asked.rows() * geometry.bytesPerToken(ONE_SLOT, recurrences);
        return new Cost(asked.rows(), 0, (long) asked.rows() * recurrences, bytes, seconds);
    }
}
