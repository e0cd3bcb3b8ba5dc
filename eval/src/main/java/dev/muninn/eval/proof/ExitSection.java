package dev.muninn.eval.proof;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** 4: stopping when a token has been thought about enough. */
final class ExitSection implements Section {
    private static final String EXIT_AIM =
            "one exit criterion within 0.5 points of full depth at no more than 0.67 of its recurrences";
    private static final String RANK_AIM = "rank correlation of spent recurrences with difficulty at least 0.5";
    private static final double MOST_LOST = 0.5;
    private static final double SHARE_OF_DEPTH = 0.67;
    private static final double CORRELATION = 0.5;

    private static final Map<String, List<String>> THRESHOLDS = thresholds();

    private record Data(int fullDepth, ExitSetting full, List<ExitSetting> settings, List<TokenDepth.Kind> tokens) {}

    private static Map<String, List<String>> thresholds() {
        Map<String, List<String>> thresholds = new LinkedHashMap<>();
        thresholds.put("latent-diff", List.of("0.3", "0.1", "0.03"));
        thresholds.put("settled", List.of("0.3", "0.1", "0.03"));
        thresholds.put("cosine", List.of("3e-2", "3e-3", "1e-3"));
        thresholds.put("kl", List.of("1e-1", "1e-2", "1e-3"));
        thresholds.put("min-p-kl", List.of("1e-2", "1e-4", "1e-5"));
        thresholds.put("entropy-diff", List.of("1e-1", "1e-2", "1e-3"));
        thresholds.put("argmax-stable", List.of("2", "3", "5"));
        thresholds.put("acceleration", List.of("0.3", "0.1", "0.03"));
        return thresholds;
    }

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "Adaptive exits";
    }

    @Override
    public List<String> aims() {
        return List.of(EXIT_AIM, RANK_AIM);
    }

    private static int settings() {
        return THRESHOLDS.values().stream().mapToInt(List::size).sum() + 1;
    }

    @Override
    public long work(Plan plan) {
        return (long) (settings() + 1) * problems(plan).size() * fullDepth(plan);
    }

    /** A token may take twice what training took on average: the sampler went there often. */
    private static int fullDepth(Plan plan) {
        return 2 * plan.mean();
    }

    private static List<Example> problems(Plan plan) {
        return plan.pooled(plan.spread(), plan.perCell());
    }

    @Override
    public Finding run(Context context) {
        Plan plan = context.plan();
        List<Example> problems = problems(plan);
        Answerer answerer = new Answerer(context.subject(), context);
        List<Answer> fullAnswers = answers(answerer, problems, plan, "none");
        ExitSetting full = ExitSetting.of("none", "none", fullAnswers);
        List<ExitSetting> settings = new ArrayList<>();
        Map<String, List<Answer>> answers = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> criterion : THRESHOLDS.entrySet()) {
            for (String threshold : criterion.getValue()) {
                String spec = criterion.getKey() + ":" + threshold;
                List<Answer> found = answers(answerer, problems, plan, spec);
                if (found.size() == problems.size()) {
                    settings.add(ExitSetting.of(criterion.getKey(), spec, found));
                    answers.put(spec, found);
                }
            }
        }
        Optional<ExitSetting> best = best(full, settings);
        List<Block> blocks = new ArrayList<>();
        blocks.add(introduction(plan, problems));
        blocks.add(ExitBlocks.accuracy(THRESHOLDS.keySet(), full, settings));
        best.ifPresent(one -> blocks.add(ExitBlocks.difficulty(one, answers.getOrDefault(one.spec(), List.of()))));
        blocks.add(ExitBlocks.table(full, settings));
        List<TokenDepth.Kind> kinds = new ArrayList<>();
        best.ifPresent(one -> {
            blocks.add(ExitBlocks.correlations(one));
            kinds.addAll(TokenDepth.measure(context, problems, fullDepth(plan), one.spec()));
            blocks.add(TokenDepth.table(kinds, one.spec()));
        });
        Chapter chapter = new Chapter(
                number(),
                title(),
                !context.stopped(),
                blocks,
                new Data(fullDepth(plan), full, settings, List.copyOf(kinds)));
        return new Finding(chapter, targets(full, best, plan));
    }

    private static Block introduction(Plan plan, List<Example> problems) {
        return new Block.Paragraph(
                "Generated with the engine, direct answers, slots 'latest', at most " + fullDepth(plan)
                        + " recurrences (twice the mean), " + problems.size()
                        + " problems of trained difficulties for every setting. A"
                        + " prompt exits as a whole, as the engine does it: a criterion on states takes the mean over its positions,"
                        + " 'settled' the slowest of them, one on logits looks at its last position, which says the answer. Every further token exits for itself.");
    }

    private static List<Answer> answers(Answerer answerer, List<Example> problems, Plan plan, String spec) {
        return answerer.answer(
                problems,
                Form.DIRECT,
                plan.seed(),
                request -> request.recurrences(fullDepth(plan))
                        .exit(ExitPolicy.of(ExitSpec.parse(spec)))
                        .slots(SlotPolicy.parse("latest")));
    }

    /** The cheapest within half a point of full depth; where there is none, the one that loses least. */
    private static Optional<ExitSetting> best(ExitSetting full, List<ExitSetting> settings) {
        Optional<ExitSetting> cheapest = settings.stream()
                .filter(setting -> setting.lost(full) <= MOST_LOST)
                .min(Comparator.comparingDouble(ExitSetting::recurrences));
        return cheapest.isPresent()
                ? cheapest
                : settings.stream().min(Comparator.comparingDouble(setting -> setting.lost(full)));
    }

    private static List<Target> targets(ExitSetting full, Optional<ExitSetting> best, Plan plan) {
        if (best.isEmpty()) {
            return aimsWithout();
        }
        ExitSetting one = best.get();
        double share = one.recurrences() / full.recurrences();
        boolean exits = one.lost(full) <= MOST_LOST && share <= SHARE_OF_DEPTH;
        Target exit = new Target(
                EXIT_AIM,
                one.spec() + ": " + Wording.signed(-one.lost(full), 1) + " points at " + Wording.number(share, 2)
                        + " of " + fullDepth(plan) + " recurrences ("
                        + Wording.number(one.recurrences(), 1) + ", the mean in training was " + plan.mean()
                        + "); full depth "
                        + Wording.percent(full.share()),
                Verdicts.of(exits, full.share()));
        Target rank = new Target(
                RANK_AIM,
                Wording.number(one.rankCorrelation(), 2) + " with " + one.spec() + ", the mean over "
                        + one.rankCorrelations().size() + " families",
                Verdicts.of(one.rankCorrelation() >= CORRELATION, full.share()));
        return List.of(exit, rank);
    }

    private static List<Target> aimsWithout() {
        return new ExitSection()
                .aims().stream()
                        .map(aim -> new Target(aim, "ended before any criterion was measured", Verdict.NOT_MEASURED))
                        .toList();
    }
}
