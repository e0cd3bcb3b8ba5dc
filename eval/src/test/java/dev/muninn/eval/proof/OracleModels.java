package dev.muninn.eval.proof;

import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Tasks;
import dev.muninn.tensor.WeightFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Models that know all the problems of a plan, as deep as {@code needs} says; one baseline that knows those up to difficulty 4. */
record OracleModels(TrainingFacts training, ProofOptions options, OracleModel.Needs needs, List<String> baselines)
        implements Models {
    /** Right from as many recurrences on as the problem is difficult; settled by then. */
    static final OracleModel.Needs DIFFICULTY = needs(problem -> problem.difficulty(), Integer.MAX_VALUE);

    /** Four families of different sizes, trained up to difficulty 8, eight recurrences. */
    static TrainingFacts facts() {
        Map<dev.muninn.eval.task.TaskFamily, Integer> most = new LinkedHashMap<>();
        most.put(Tasks.CHAINS, 8);
        most.put(Tasks.SUMS, 8);
        most.put(Tasks.HOPS, 8);
        most.put(Tasks.STORIES, 8);
        return new TrainingFacts(8, most, true);
    }

    /** Right from {@code from} recurrences to {@code until}. */
    static OracleModel.Needs needs(java.util.function.ToIntFunction<Example> from, int until) {
        return new OracleModel.Needs() {
            @Override
            public IntPredicate right(Example problem) {
                return r -> r >= from.applyAsInt(problem) && r <= until;
            }

            @Override
            public int settled(Example problem) {
                return from.applyAsInt(problem);
            }
        };
    }

    /** A model that knows {@code problems} as deep as they are difficult, and writes {@code end} behind an answer. */
    static Subject subject(List<Example> problems, char end, Set<Integer> stopTokens) {
        return new Subject(
                "oracle", new OracleModel(problems, DIFFICULTY, end), OracleModel.CODEC, stopTokens, () -> {});
    }

    private List<Example> known() {
        Plan plan = Plan.of(training, options);
        return java.util.stream.Stream.concat(plan.levels().stream(), plan.spread().stream())
                .distinct()
                .flatMap(level -> plan.problems(level, Math.max(plan.perCell(), 16)).stream())
                .toList();
    }

    @Override
    public Subject open() {
        return new Subject("oracle", new OracleModel(known(), needs), OracleModel.CODEC, Set.of(), () -> {});
    }

    @Override
    public Subject open(WeightFormat format) {
        return open();
    }

    @Override
    public Subject openBaseline(String name) {
        OracleModel.Needs shallow = needs(problem -> problem.difficulty() <= 4 ? 1 : 1000, Integer.MAX_VALUE);
        return new Subject(name, new OracleModel(known(), shallow), OracleModel.CODEC, Set.of(), () -> {});
    }
}
