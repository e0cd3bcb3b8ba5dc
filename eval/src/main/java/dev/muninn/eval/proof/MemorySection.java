package dev.muninn.eval.proof;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.eval.proof.AnswerScan.Scanned;
import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.kernels.KvFormat;
import dev.muninn.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** 6: what sharing slots and rounding weights cost in accuracy. */
final class MemorySection implements Section {
    private static final String EXIT = "latent-diff:0.1";
    private static final List<WeightFormat> FORMATS =
            List.of(WeightFormat.F32, WeightFormat.BF16, WeightFormat.INT8, WeightFormat.INT4);

    /** Where keys and values live, and whether tokens exit. */
    private record Setting(String slots, KvFormat format, String exit) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("full", KvFormat.F32, "none"),
            new Setting("full", KvFormat.BF16, "none"),
            new Setting("ring:4", KvFormat.F32, "none"),
            new Setting("ring:1", KvFormat.F32, "none"),
            new Setting("anchored:4", KvFormat.F32, "none"),
            new Setting("full", KvFormat.F32, EXIT),
            new Setting("latest", KvFormat.F32, EXIT),
            new Setting("last", KvFormat.F32, EXIT),
            new Setting("latest+ring:1", KvFormat.F32, EXIT));

    private record Policy(
            String slots, String format, String exit, int right, int of, double bytesPerToken, double recurrences) {}

    private record Rounded(String format, int recurrences, int right, int of) {}

    private record Data(List<Policy> policies, List<Rounded> weights) {}

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String title() {
        return "Memory: slots and weight formats";
    }

    @Override
    public long work(Plan plan) {
        int[] depths = depths(plan);
        return (long) problems(plan).size()
                * ((long) SETTINGS.size() * plan.mean() + (long) FORMATS.size() * depths[depths.length - 1]);
    }

    private static List<Example> problems(Plan plan) {
        return plan.pooled(plan.spread(), plan.perCell());
    }

    /** Up to four times the mean. */
    private static int[] depths(Plan plan) {
        return Arrays.stream(plan.depths()).filter(r -> r <= 4 * plan.mean()).toArray();
    }

    @Override
    public Finding run(Context context) {
        List<Example> problems = problems(context.plan());
        List<Policy> policies = new ArrayList<>();
        for (Setting setting : SETTINGS) {
            List<Answer> answers = answers(context, problems, setting);
            if (answers.size() == problems.size()) {
                policies.add(policy(setting, answers));
            }
        }
        Map<WeightFormat, Scanned> weights = new LinkedHashMap<>();
        for (WeightFormat format : FORMATS) {
            if (!context.stopped()) {
                try (Subject subject = context.models().open(format)) {
                    weights.put(format, AnswerScan.scan(subject, problems, depths(context.plan()), context));
                }
            }
        }
        weights.values().removeIf(scanned -> scanned.problems() < problems.size());
        List<Block> blocks = List.of(
                new Block.Heading("Slots"),
                new Block.Paragraph(
                        "Worked steps, so that there are tokens whose keys and values matter; " + problems.size()
                                + " problems of trained difficulties at "
                                + context.plan().mean() + " recurrences. Without exits every"
                                + " position has every recurrence, and full, latest and last are the same; so the lookups are compared"
                                + " where tokens exit (" + EXIT + "). Bytes are those allocated for a position."),
                policyTable(policies),
                new Block.Heading("Weights"),
                new Block.Paragraph(
                        "Direct answers to the same problems, the weights rounded as 'muninn quantize' does."),
                figure(weights, context.plan()),
                weightTable(weights, context.plan()));
        Data data = new Data(policies, rounded(weights));
        return new Finding(new Chapter(number(), title(), !context.stopped(), blocks, data), List.of());
    }

    private static List<Answer> answers(Context context, List<Example> problems, Setting setting) {
        Plan plan = context.plan();
        return new Answerer(context.subject(), context)
                .answer(
                        problems,
                        Form.STEPS,
                        plan.seed(),
                        request -> request.recurrences(plan.mean())
                                .slots(SlotPolicy.parse(setting.slots()))
                                .kvFormat(setting.format())
                                .exit(ExitPolicy.of(ExitSpec.parse(setting.exit()))));
    }

    private static Policy policy(Setting setting, List<Answer> answers) {
        Share share = Answerer.share(answers);
        return new Policy(
                setting.slots(),
                setting.format().name().toLowerCase(java.util.Locale.ROOT),
                setting.exit(),
                share.right(),
                share.of(),
                answers.stream()
                        .mapToDouble(answer -> answer.result().kvBytesPerToken())
                        .average()
                        .orElse(Double.NaN),
                answers.stream().mapToDouble(Answer::recurrences).average().orElse(Double.NaN));
    }

    private static Block policyTable(List<Policy> policies) {
        Block.Rows rows = new Block.Rows();
        policies.forEach(policy -> rows.add(
                policy.slots(),
                policy.format(),
                policy.exit(),
                new Share(policy.right(), policy.of()).text(),
                Wording.bytes(policy.bytesPerToken()),
                Wording.number(policy.recurrences(), 2)));
        return rows.table("Slot policies", "slots", "format", "exit", "% right (95 %)", "bytes a token", "recurrences");
    }

    private static Block figure(Map<WeightFormat, Scanned> weights, Plan plan) {
        LineChart chart = CurveChart.titled("Weight formats");
        weights.forEach((format, scanned) ->
                CurveChart.line(chart, format.label(), depths(plan), r -> Share.of(scanned.at(r))));
        return chart.figure("weights.png", "% right over recurrences by weight format");
    }

    private static Block weightTable(Map<WeightFormat, Scanned> weights, Plan plan) {
        Block.Rows rows = new Block.Rows();
        weights.forEach((format, scanned) -> {
            List<String> row = new ArrayList<>(List.of(format.label()));
            Arrays.stream(depths(plan))
                    .forEach(r -> row.add(Share.of(scanned.at(r)).text()));
            rows.add(row);
        });
        return rows.table("% right (95 % interval) by weight format", Wording.header(depths(plan), "weights"));
    }

    private static List<Rounded> rounded(Map<WeightFormat, Scanned> weights) {
        List<Rounded> rounded = new ArrayList<>();
        weights.forEach((format, scanned) -> Arrays.stream(scanned.depths()).forEach(r -> {
            Share share = Share.of(scanned.at(r));
            rounded.add(new Rounded(format.label(), r, share.right(), share.of()));
        }));
        return rounded;
    }
}
