package dev.muninn.eval.proof;

import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.stats.Numbers;
import dev.muninn.eval.proof.stats.Share;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.generate.Decoding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** 7: several positions at once: how much faster, and what changes. */
final class DecodingSection implements Section {
    /** Timed one by one, so fewer than in other cells. */
    private static final int MOST_PROBLEMS = 200;

    private static final int MOST_QUICK = 4;

    private record Way(String name, Decoding decoding) {}

    /**
     * A way of decoding beside the sequential one.
     *
     * @param speedUp median over problems of sequential seconds by its seconds, prompts not counted
     * @param changed of {@code tokens} positions, those with another token or none
     */
    private record Measured(
            String name, int right, int of, double speedUp, double lower, double upper, long changed, long tokens) {}

    private record Data(List<Measured> ways) {}

    @Override
    public int number() {
        return 7;
    }

    @Override
    public String title() {
        return "Wavefront and speculation";
    }

    @Override
    public long work(Plan plan) {
        return 4L * problems(plan).size() * plan.mean() * (ways(plan).size() + 1); // alone, a row is slower
    }

    private static List<Example> problems(Plan plan) {
        int most = plan.options().problems().orElse(plan.quick() ? MOST_QUICK : MOST_PROBLEMS);
        List<Example> pooled = plan.pooled(plan.spread(), most);
        double stride = Math.max(1, (double) pooled.size() / most);
        return IntStream.iterate(0, i -> i * stride < pooled.size(), i -> i + 1)
                .mapToObj(i -> pooled.get((int) (i * stride)))
                .toList();
    }

    private static List<Way> ways(Plan plan) {
        List<Way> ways = new ArrayList<>();
        for (int draft = Math.max(1, plan.mean() / 4); draft < plan.mean() && draft <= plan.mean() / 2; draft *= 2) {
            ways.add(new Way(
                    "speculative, draft " + draft + " of " + plan.mean() + ", look ahead 4",
                    new Decoding.Speculative(draft, 4)));
        }
        for (double exitAt : new double[] {0.03, 0.1}) {
            for (int inner : new int[] {Math.max(1, plan.mean() / 4), Math.max(1, plan.mean() / 2)}) {
                ways.add(new Way(
                        "wavefront, inner " + inner + ", exit at " + exitAt,
                        new Decoding.Wavefront(inner, 1, 128, 0.1, exitAt, 0)));
            }
        }
        return ways.stream().distinct().toList();
    }

    @Override
    public Finding run(Context context) {
        Plan plan = context.plan();
        List<Example> problems = problems(plan);
        answers(context, problems.subList(0, Math.min(2, problems.size())), new Decoding.Sequential()); // warm
        List<Answer> sequential = answers(context, problems, new Decoding.Sequential());
        List<Measured> measured = new ArrayList<>();
        measured.add(measured("sequential", sequential, sequential));
        for (Way way : ways(plan)) {
            List<Answer> answers = answers(context, problems, way.decoding());
            if (answers.size() == sequential.size()) {
                measured.add(measured(way.name(), sequential, answers));
            }
        }
        Block.Rows rows = new Block.Rows();
        measured.forEach(one -> rows.add(
                one.name(),
                new Share(one.right(), one.of()).text(),
                Wording.number(one.speedUp(), 2),
                Wording.number(one.lower(), 2) + " to " + Wording.number(one.upper(), 2),
                Wording.number(100.0 * one.changed() / one.tokens(), 2) + " %"));
        List<Block> blocks = List.of(
                new Block.Paragraph(
                        problems.size() + " problems of trained difficulties with worked steps at " + plan.mean()
                                + " recurrences, greedy, one problem at a time. The speed-up is wall time after the prompt, the"
                                + " median over problems, on whatever else this machine was doing; the range is the middle half."
                                + " A small model gains less than a large one: its rows are not waiting for memory."),
                rows.table(
                        "Beside sequential decoding",
                        "decoding",
                        "% right (95 %)",
                        "speed-up",
                        "middle half",
                        "tokens changed"));
        return new Finding(new Chapter(number(), title(), !context.stopped(), blocks, new Data(measured)), List.of());
    }

    private static List<Answer> answers(Context context, List<Example> problems, Decoding decoding) {
        Plan plan = context.plan();
        Answerer answerer = new Answerer(context.subject(), context);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < problems.size(); i++) {
            answers.addAll(answerer.answer(
                    List.of(problems.get(i)),
                    Form.STEPS,
                    plan.seed() + i,
                    request -> request.recurrences(plan.mean()).decoding(decoding)));
            context.did(3L * plan.mean());
        }
        return answers;
    }

    private static Measured measured(String name, List<Answer> sequential, List<Answer> answers) {
        double[] speedUps = IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).result().tokens().size() > 1
                        && sequential.get(i).result().tokens().size() > 1)
                .mapToDouble(i -> secondsPerToken(sequential.get(i)) / secondsPerToken(answers.get(i)))
                .toArray();
        long changed = 0;
        long tokens = 0;
        for (int i = 0; i < answers.size(); i++) {
            int[] wanted = sequential.get(i).result().tokenIds();
            int[] found = answers.get(i).result().tokenIds();
            changed += changed(wanted, found);
            tokens += wanted.length;
        }
        Share share = Answerer.share(answers);
        return new Measured(
                name,
                share.right(),
                share.of(),
                Numbers.median(speedUps),
                Numbers.quantile(speedUps, 0.25),
                Numbers.quantile(speedUps, 0.75),
                changed,
                tokens);
    }

    /** Of a token, as changed texts may be longer or shorter. */
    private static double secondsPerToken(Answer answer) {
        return answer.result().decodeNanos() / 1e9 / (answer.result().tokens().size() - 1);
    }

    /** Positions of {@code wanted} at which {@code found} has another token or has ended. */
    static int changed(int[] wanted, int[] found) {
        int changed = 0;
        for (int i = 0; i < wanted.length; i++) {
            changed += i >= found.length || found[i] != wanted[i] ? 1 : 0;
        }
        return changed;
    }
}
