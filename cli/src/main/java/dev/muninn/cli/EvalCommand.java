package dev.muninn.cli;

import dev.muninn.eval.harness.data.DataFolders;
import dev.muninn.eval.harness.prompt.TaskTemplates;
import dev.muninn.eval.harness.report.EvalReport;
import dev.muninn.eval.harness.report.HarnessFiles;
import dev.muninn.eval.harness.report.RunFacts;
import dev.muninn.eval.harness.run.Axes;
import dev.muninn.eval.harness.run.EvalOptions;
import dev.muninn.eval.harness.run.Evaluation;
import dev.muninn.eval.harness.run.Journal;
import dev.muninn.eval.harness.run.Outcome;
import dev.muninn.eval.harness.run.PlannedTask;
import dev.muninn.eval.harness.run.Planner;
import dev.muninn.eval.harness.run.Setting;
import dev.muninn.eval.harness.task.TaskLibrary;
import dev.muninn.eval.harness.task.TaskSelection;
import dev.muninn.eval.proof.chart.LineChart;
import dev.muninn.eval.proof.report.ReportFiles;
import dev.muninn.hub.HubSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Public benchmarks. */
@Command(
        name = "eval",
        description = {
            "Asks a model the questions of public benchmarks, at every depth that is wanted, and writes a report.",
            "Tasks are lm-evaluation-harness's own YAML files as far as they need no Python; figures are those of the harness."
                    + " Choices and perplexities take one pass for all depths."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Data does not ship: --data names a directory with the files of the tasks, docs/evaluation.md says which.",
            "Ctrl-C keeps what was answered; the same command goes on from there.",
            "",
            "Examples:",
            "  muninn eval --list                                               tasks and groups there are",
            "  muninn eval stepgame_3 --data ../benchmarks --recurrences 1,2,4,8,16 --limit 200",
            "  muninn eval gsm8k_direct --worked --votes 5 --data DIR --model DIR --shots 5 --out gsm8k",
            "  muninn eval my-task.yaml --data . --exits none,kl:0.001 --kv full,latest"
        })
final class EvalCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "TASK", description = "Tasks, groups, tags, or files that end in .yaml.")
    private List<String> tasks = List.of();

    @Option(names = "--list", description = "Print the tasks and groups that can be named, and nothing else.")
    private boolean list;

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description =
                    "Where the report, the plots, the results in the harness's layout and all answers go. Default: eval.")
    private Path out = Path.of("eval");

    @ArgGroup(validate = false, heading = "%nQuestions:%n")
    private EvalQuestions questions = new EvalQuestions();

    @ArgGroup(validate = false, heading = "%nHow deep to think, each a comma-separated list:%n")
    private EvalDepths depths = new EvalDepths();

    @Override
    public Integer call() {
        TaskLibrary library = new TaskLibrary(questions.include);
        if (list) {
            Output output = new Output();
            output.println("tasks: " + String.join(" ", library.tasks()));
            output.println("groups: " + String.join(" ", library.groups()));
            return 0;
        }
        TaskSelection selection = library.select(tasks);
        try (Interrupt interrupt = Interrupt.listen();
                EvalModelLoader models = new EvalModelLoader(model)) {
            EvalOptions options = questions.options(models);
            List<PlannedTask> planned =
                    new Planner(library, new TaskTemplates(), folders(options), options).plan(selection);
            Axes axes = depths.axes(models);
            LineChart.prepare();
            return run(selection, planned, axes, options, models, interrupt);
        }
    }

    private static DataFolders folders(EvalOptions options) {
        return DataFolders.below(options.data())
                .or(DataFolders.inHubCache(HubSettings.ofEnvironment().cache()));
    }

    private int run(
            TaskSelection selection,
            List<PlannedTask> planned,
            Axes axes,
            EvalOptions options,
            EvalModelLoader models,
            Interrupt interrupt) {
        ReportFiles files = new ReportFiles(out);
        RunFacts facts = new RunFacts(FirstRun.date(out), tasks, options, models.version());
        EvalReport report = new EvalReport(facts, selection.groups());
        try (Journal journal = new Journal(out);
                WorkProgress progress = new WorkProgress("eval", "", model.quiet(), interrupt)) {
            Outcome outcome = new Evaluation(models, axes, options, journal, progress)
                    .run(planned, partial -> files.write(report.of(partial)));
            files.write(report.of(outcome));
            new HarnessFiles(out, facts).write(outcome, selection.groups());
            new Output().println(report.summaryText(outcome) + "report: " + out.resolve(ReportFiles.HTML));
            return interrupt.status();
        }
    }

    /** Depths and what else differs. */
    static final class EvalDepths {
        @Option(
                names = {"-r", "--recurrences"},
                paramLabel = "N,N",
                split = ",",
                description = "Recurrences of the core a token. Default: the model's mean.")
        private @Nullable List<Integer> recurrences;

        @Option(
                names = "--exits",
                paramLabel = "CRITERION",
                split = ",",
                description = "Exit criteria, for tasks that write; none is full depth. Default: none.")
        private List<String> exits = new ArrayList<>(List.of(Setting.NO_EXIT));

        @Option(
                names = "--kv",
                paramLabel = "POLICY",
                split = ",",
                description = "Slots of keys and values, for tasks that write. Default: full.")
        private List<String> slots = new ArrayList<>(List.of(Setting.FULL));

        @Option(
                names = "--weights",
                paramLabel = "FORMAT",
                split = ",",
                description =
                        "What weights become in memory: stored, f32, bf16, int8, int8-row, int4. Default: stored.")
        private List<String> weights = new ArrayList<>(List.of("stored"));

        Axes axes(EvalModelLoader models) {
            List<String> formats = weights.stream()
                    .map(format -> format.equals("stored") ? Setting.STORED : format)
                    .toList();
            formats.stream().filter(format -> !format.isEmpty()).forEach(ModelOptions::format);
            List<Integer> wanted = recurrences == null ? List.of(models.mean(formats.getFirst())) : recurrences;
            return new Axes(wanted, exits, slots, formats);
        }
    }
}
