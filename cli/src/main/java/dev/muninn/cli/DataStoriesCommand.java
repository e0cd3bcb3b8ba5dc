package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.data.PassageFile;
import dev.muninn.eval.benchmark.BabiStories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stories in the manner of bAbI. */
@Command(
        name = "stories",
        description = {
            "Writes stories in the manner of bAbI's tasks 1 to 3 as JSONL, with questions of one step and more and with notes: people go from"
                    + " room to room and carry things. The same options give the same stories."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  muninn data stories --task 3 --count 5000 --longest 60 --out stories-3.jsonl.gz"})
final class DataStoriesCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    @Option(names = "--task", paramLabel = "N", description = "1, 2 or 3. Default: ${DEFAULT-VALUE}.")
    private int task = 3;

    @Option(names = "--count", paramLabel = "N", description = "Stories. Default: ${DEFAULT-VALUE}.")
    private int count = 1000;

    @Option(
            names = "--shortest",
            paramLabel = "N",
            description = "Sentences of a story, at least. Default: ${DEFAULT-VALUE}.")
    private int shortest = 8;

    @Option(
            names = "--longest",
            paramLabel = "N",
            description = "Sentences of a story, at most. Default: ${DEFAULT-VALUE}.")
    private int longest = 50;

    @Option(names = "--seed", paramLabel = "S", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A file named ...jsonl.gz.")
    private Path out = Path.of(".");

    @Override
    public Integer call() {
        require(count >= 1 && count <= MOST, "--count is 1 to %d, found %d", MOST, count);
        require(out.toString().endsWith(".jsonl.gz"), "--out is %s; wanted a name that ends in .jsonl.gz", out);
        require(!Files.exists(out), "%s: exists; delete it or name another --out", out);
        try (PassageFile file = new PassageFile(out, false)) {
            BabiStories.write(task, count, shortest, longest, seed, file);
            file.commit();
            new Output().println("%s: %d documents, %d questions".formatted(out, file.passages(), file.questions()));
        }
        return 0;
    }
}
