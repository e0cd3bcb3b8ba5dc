package dev.muninn.cli;

import dev.muninn.cli.bench.Effort;
import dev.muninn.cli.doctor.Examination;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine can do, and what stands in its way. */
@Command(
        name = "doctor",
        description = {
            "Looks at Java, processor, memory, kernels, tokenizer and terminal; measures how fast memory is read and multiply-adds"
                    + " are done; says which models fit, and what is wrong and how to cure it.",
            "Exit status: 0 if all is well, 1 if something is wrong.",
            "JSON keys: java, system, processor, memory, kernels, training, limits, models, tokenizer, terminal, problems."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn doctor",
            "  muninn doctor --json | jq .problems",
            "  MUNINN_JAVA_OPTS=-Dmuninn.vector.bits=256 muninn doctor       as a processor with narrower vectors"
        })
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "Measure speeds in passing, on a small buffer that caches may hold.")
    private boolean quick;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        Output out = new Output();
        Examination examination = new Examination(line -> {
            if (!json) {
                out.println(line);
            }
        });
        examination.run(quick ? Effort.QUICK : Effort.FULL, ShippedModel::directory, Progress.onTerminal());
        if (json) {
            out.println(examination.json().toString());
        }
        return examination.problems().isEmpty() ? 0 : Main.FAILED;
    }
}
