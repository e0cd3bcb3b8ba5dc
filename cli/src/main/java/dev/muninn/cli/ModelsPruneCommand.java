package dev.muninn.cli;

import dev.muninn.hub.CacheContents;
import dev.muninn.hub.HubSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is of no use goes out of the cache. */
@Command(
        name = "prune",
        description =
                "Removes from the cache what is of no use: partial files that nobody writes, and blobs that no revision needs.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsPruneCommand implements Callable<Integer> {
    @Option(
            names = "--detached",
            description =
                    "Also remove revisions that no branch or tag stands for any more, where the model has a newer one.")
    private boolean detached;

    @Option(names = "--dry-run", description = "Only say how much would go.")
    private boolean dryRun;

    @Override
    public Integer call() {
        long bytes = new CacheContents(HubSettings.ofEnvironment()).prune(detached, !dryRun);
        new Output().println((dryRun ? "would free " : "freed ") + Units.bytes(bytes));
        return 0;
    }
}
