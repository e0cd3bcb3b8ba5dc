package dev.muninn.cli;

import dev.muninn.hub.Hub;
import dev.muninn.hub.HubReference;
import dev.muninn.hub.HubSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Models into the cache. */
@Command(
        name = "pull",
        description =
                "Fetches models, or brings them up to date, and prints where they lie. Goes on where an earlier try stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsPullCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description = "ORG/NAME[@REVISION][:FILE.gguf], with or without hf: before it.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    @Override
    public Integer call() {
        List<HubReference> references = models.stream().map(HubReference::parse).toList();
        Hub hub = new Hub(HubSettings.ofEnvironment());
        Output out = new Output();
        for (HubReference reference : references) {
            try (FetchProgress progress = new FetchProgress(quiet)) {
                Path place = hub.fetch(reference, progress);
                out.println(place.toString());
            }
        }
        return 0;
    }
}
