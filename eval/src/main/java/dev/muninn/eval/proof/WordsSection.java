package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.generate.Request;
import dev.muninn.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** 5: thinking in depth, thinking in words, and both; at equal compute. */
final class WordsSection implements Section {
    private static final int VOTES = 5;
    private static final float TEMPERATURE = 0.7f;

    /**
     * A way to answer, measured.
     *
     * @param layerPasses tokens times blocks passed, mean of a problem
     * @param kvBytes keys and values at its end, mean of a problem
     */
    private record Way(
            String name,
            String form,
            int recurrences,
            int right,
            int of,
            double layerPasses,
            double kvBytes,
            double tokens) {
        Share share() {
            return new Share(right, of);
        }
    }

    private record Data(List<Way> ways) {}

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "Depth, words, and both";
    }

    @Override
    public long work(Plan plan) {
        long perProblem = 0;
        for (int r : depths(plan)) {
            perProblem += 2L * r;
        }
        return problems(plan).size() * (perProblem + 2L * VOTES * plan.mean());
    }

    private static int[] depths(Plan plan) {
        TreeSet<Integer> depths = new TreeSet<>(List.of(1, Math.max(1, plan.mean() / 4)));
        depths.add(Math.max(1, plan.mean() / 2));
        depths.add(plan.mean());
        depths.add(2 * plan.mean());
        return depths.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Example> problems(Plan plan) {
        List<Level> hardest = plan.levels().stream()
                .filter(level -> level.difficulty() == level.trainedMax())
                .toList();
        return plan.pooled(hardest.isEmpty() ? plan.trainedLevels() : hardest, plan.perCell());
    }

    @Override
    public Finding run(Context context) {
        List<Example> problems = problems(context.plan());
        Answerer answerer = new Answerer(context.subject(), context);
        List<Way> ways = new ArrayList<>();
        for (Form form : List.of(Form.DIRECT, Form.STEPS)) {
            for (int r : depths(context.plan())) {
                List<Answer> answers =
                        answerer.answer(problems, form, context.plan().seed(), request -> request.recurrences(r));
                ways.add(way(form.label(), form, r, answers, context.subject()));
            }
        }
        ways.add(votes(context, answerer, problems, "direct, first states", Form.DIRECT, request -> request));
        ways.add(votes(
                context,
                answerer,
                problems,
                "steps, samples",
                Form.STEPS,
                request -> request.sampling(Sampling.atTemperature(TEMPERATURE))));
        ways.removeIf(way -> way.of() < problems.size());
        List<Block> blocks = List.of(
                new Block.Paragraph(problems.size()
                        + " problems of the greatest trained difficulty, all families. 'direct'"
                        + " answers at once, 'steps' writes its way to the answer first: the prompt's last word is the switch. The"
                        + " unit of compute is a token passing a block, the prompt's tokens included; bytes are those of keys and"
                        + " values in f32, a slot for every recurrence. A vote takes the most frequent of " + VOTES
                        + " answers, the earliest of equals: from different first states, or"
                        + " sampled at temperature " + TEMPERATURE + "."),
                figure(ways),
                table(ways));
        return new Finding(new Chapter(number(), title(), !context.stopped(), blocks, new Data(ways)), List.of());
    }

    private static Way way(String name, Form form, int recurrences, List<Answer> answers, Subject subject) {
        Share share = Answerer.share(answers);
        return new Way(
                name,
                form.label(),
                recurrences,
                share.right(),
                share.of(),
                mean(answers, answer -> answer.layerPasses(subject)),
                mean(answers, Answer::kvBytes),
                mean(answers, answer -> answer.result().tokens().size()));
    }

    private static double mean(List<Answer> answers, java.util.function.ToDoubleFunction<Answer> of) {
        return answers.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private static Way votes(
            Context context,
            Answerer answerer,
            List<Example> problems,
            String name,
            Form form,
            UnaryOperator<Request.Builder> wishes) {
        int mean = context.plan().mean();
        List<List<Answer>> rounds = new ArrayList<>();
        for (int vote = 0; vote < VOTES; vote++) {
            long seed = context.plan().seed() + (long) (vote + 1) * 1_000_003;
            rounds.add(answerer.answer(problems, form, seed, request -> wishes.apply(request.recurrences(mean))));
        }
        int asked = rounds.stream().mapToInt(List::size).min().orElse(0);
        int right = 0;
        for (int i = 0; i < asked; i++) {
            int problem = i;
            right += Vote.right(rounds.stream().map(round -> round.get(problem)).toList()) ? 1 : 0;
        }
        List<Answer> all = rounds.stream().flatMap(List::stream).toList();
        Way one = way(name, form, mean, all, context.subject());
        return new Way(
                VOTES + "x " + name,
                form.label(),
                mean,
                right,
                asked,
                VOTES * one.layerPasses(),
                VOTES * one.kvBytes(),
                VOTES * one.tokens());
    }

    private static Block figure(List<Way> ways) {
        LineChart chart = new LineChart("Accuracy and compute", "tokens x blocks a problem", "right, %")
                .percent()
                .powersOfTwo();
        ways.stream().map(Way::name).distinct().forEach(name -> {
            List<Way> named =
                    ways.stream().filter(way -> way.name().equals(name)).toList();
            chart.line(
                    name,
                    named.stream()
                            .mapToDouble(way -> LineChart.log2(way.layerPasses()))
                            .toArray(),
                    named.stream().mapToDouble(way -> way.share().percent()).toArray());
        });
        return chart.figure("words.png", "% right over compute; points along a line are recurrences");
    }

    private static Block table(List<Way> ways) {
        Block.Rows rows = new Block.Rows();
        ways.forEach(way -> rows.add(
                way.name(),
                String.valueOf(way.recurrences()),
                way.share().text(),
                Wording.number(way.layerPasses(), 0),
                Wording.number(way.tokens(), 1),
                Wording.bytes(way.kvBytes())));
        return rows.table(
                "Means of a problem",
                "way",
                "recurrences",
                "% right (95 %)",
                "tokens x blocks",
                "tokens written",
                "keys and values");
    }
}
