package dev.muninn.cli;

import dev.muninn.EngineOptions;
import dev.muninn.eval.proof.CheckpointModels;
import dev.muninn.eval.proof.Proof;
import dev.muninn.eval.proof.ProofOptions;
import dev.muninn.eval.proof.report.Report;
import dev.muninn.eval.proof.report.ReportFiles;
import dev.muninn.eval.proof.report.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proof: what depth does for a model. */
@Command(
        name = "reproduce",
        description = "Measures what depth does for a model, on held-out problems, and writes a report.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Sections: 1 accuracy over recurrences, 2 harder than trained, 3 overthinking, 4 adaptive exits, 5 depth and words,",
            "6 memory, 7 wavefront and speculation, 8 where states go. Models of fixed depth in baselines/ beside the model's",
            "directory are compared with it. Ctrl-C writes what was found so far.",
            "",
            "Examples:",
            "  muninn reproduce                                   all of it, half an hour on two cores",
            "  muninn reproduce --quick                           three minutes, few problems",
            "  muninn reproduce --model DIR --sections 1,4 --problems 100 --out depth-and-exits"
        })
final class ReproduceCommand implements Callable<Integer> {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The checkpoint to examine, a directory " + ModelPlace.NAMES
                    + "; its training.json says what it was" + " trained on. Without it the model that ships.")
    private @Nullable String model;

    @Option(names = "--quick", description = "Few problems a cell and few difficulties: does it work, not how well.")
    private boolean quick;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Where report.html, report.md, report.json and the plots go. Default: proof.")
    private Path out = Path.of("proof");

    @Option(
            names = "--sections",
            paramLabel = "N,N",
            split = ",",
            description = "Only these sections, 1 to 8. Default: all.")
    private List<Integer> sections = List.of(1, 2, 3, 4, 5, 6, 7, 8);

    @Option(names = "--problems", paramLabel = "N", description = "Problems a cell. Default: 500, quick 20.")
    private @Nullable Integer problems;

    @Option(names = "--seed", paramLabel = "N", description = "Decides problems, state noise and sampling. Default: 0.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute. Default: one a core.")
    private @Nullable Integer threads;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    @Override
    public Integer call() {
        ProofOptions options = new ProofOptions(new TreeSet<>(sections), quick, Optional.ofNullable(problems), seed);
        EngineOptions defaults = EngineOptions.defaults();
        Path directory = model == null ? ShippedModel.directory() : ModelPlace.of(model, quiet);
        CheckpointModels models =
                new CheckpointModels(directory, threads == null ? defaults : defaults.withThreads(threads));
        ReportFiles files = new ReportFiles(out);
        try (Interrupt interrupt = Interrupt.listen();
                WorkProgress progress = new WorkProgress("reproduce", "section ", quiet, interrupt)) {
            Report report = new Proof(models, options, progress).run(files::write);
            files.write(report);
            show(report);
            return interrupt.status();
        }
    }

    private void show(Report report) {
        Output output = new Output();
        for (Target target : report.targets()) {
            output.println(target.verdict().label() + ": " + target.aim() + "\n    " + target.measured());
        }
        output.println("report: " + out.resolve(ReportFiles.HTML));
    }
}
