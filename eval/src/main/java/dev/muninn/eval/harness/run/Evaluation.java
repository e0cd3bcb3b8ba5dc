package dev.muninn.eval.harness.run;

import dev.muninn.eval.proof.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Asks a model all questions at all settings, and tells after every task what there is. */
public final class Evaluation {
    private final EvalModels models;
    private final Axes axes;
    private final EvalOptions options;
    private final Journal journal;
    private final Watch watch;

    public Evaluation(EvalModels models, Axes axes, EvalOptions options, Journal journal, Watch watch) {
        this.models = models;
        this.axes = axes;
        this.options = options;
        this.journal = journal;
        this.watch = watch;
    }

    /**
     * Runs.
     *
     * @param partial given all answers so far after every task and every change of weights
     */
    public Outcome run(List<PlannedTask> tasks, Consumer<Outcome> partial) {
        List<TaskAnswers> all = tasks.stream().map(TaskAnswers::new).toList();
        Asking asking = new Asking(journal, watch, work(tasks));
        ModelFacts facts = ModelFacts.UNKNOWN;
        for (String weights : axes.weights()) {
            if (watch.stopped()) {
                break;
            }
            try (EvalModel model = models.open(weights)) {
                facts = ModelFacts.of(model);
                Encoder encoder = new Encoder(model.tokenizer(), context(model), options.begin());
                for (TaskAnswers answers : all) {
                    ask(model, encoder, answers, asking, weights);
                    partial.accept(outcome(all, facts));
                }
            }
        }
        return outcome(all, facts);
    }

    private Outcome outcome(List<TaskAnswers> all, ModelFacts facts) {
        return new Outcome(List.copyOf(all), facts, all.stream().allMatch(this::complete));
    }

    private int context(EvalModel model) {
        int most = model.model().config().context();
        OptionalInt wanted = options.context();
        return Math.min(most, wanted.orElse(most));
    }

    private void ask(EvalModel model, Encoder encoder, TaskAnswers answers, Asking asking, String weights) {
        PlannedTask planned = answers.planned();
        if (!planned.writes()) {
            asking.begin(planned.name());
            new LikelihoodRun(model, encoder, axes, options, asking, weights).run(planned, answers);
            return;
        }
        WritingRun run = new WritingRun(model, encoder, options, asking);
        for (Setting setting : axes.settings(weights)) {
            if (!watch.stopped()) {
                asking.begin(planned.name() + " " + setting.label());
                run.run(planned, setting, answers);
            }
        }
    }

    /** Questions times recurrences. */
    private long work(List<PlannedTask> tasks) {
        long work = 0;
        for (PlannedTask task : tasks) {
            long each = task.writes()
                    ? axes.settings(Setting.STORED).stream()
                                    .mapToLong(Setting::recurrences)
                                    .sum()
                            * task.repeats()
                    : axes.recurrences().getLast();
            work += task.items().size() * each * axes.weights().size();
        }
        return work;
    }

    private boolean complete(TaskAnswers answers) {
        List<Setting> wanted = new ArrayList<>();
        for (String weights : axes.weights()) {
            axes.settings(weights).stream()
                    .filter(setting -> answers.planned().writes() || setting.plain())
                    .forEach(wanted::add);
            if (!answers.planned().writes()) {
                axes.recurrences().forEach(r -> wanted.add(new Setting(weights, r, Setting.NO_EXIT, Setting.FULL)));
            }
        }
        return answers.complete(wanted);
    }
}
