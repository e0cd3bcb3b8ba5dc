package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.CacheContents;
import dev.muninn.hub.CachedModel;
import dev.muninn.hub.CachedModel.Revision;
import dev.muninn.hub.HubReference;
import dev.muninn.hub.HubSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Models out of the cache. */
@Command(
        name = "rm",
        description = "Removes models from the cache, or single revisions of them. Python's tools lose them too.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsRemoveCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "ORG/NAME, or ORG/NAME@REVISION for one revision.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only say what would go.")
    private boolean dryRun;

    @Override
    public Integer call() {
        CacheContents contents = new CacheContents(HubSettings.ofEnvironment());
        List<HubReference> references = models.stream().map(HubReference::parse).toList();
        references.forEach(reference -> ModelsShowCommand.cached(contents, reference)); // all or none
        Output out = new Output();
        for (int i = 0; i < references.size(); i++) {
            CachedModel model = ModelsShowCommand.cached(contents, references.get(i));
            Optional<String> commit =
                    models.get(i).contains("@") ? Optional.of(commit(model, references.get(i))) : Optional.empty();
            long bytes = contents.remove(model, commit, !dryRun);
            out.println((dryRun ? "would remove " : "removed ") + references.get(i) + ", " + Units.bytes(bytes));
        }
        return 0;
    }

    private static String commit(CachedModel model, HubReference wanted) {
        return model.revisions().stream()
                .filter(revision -> revision.refs().contains(wanted.revision())
                        || revision.commit().startsWith(wanted.revision()))
                .map(Revision::commit)
                .findFirst()
                .orElseThrow(() -> new MuninnException(model.repo() + " has no revision '" + wanted.revision()
                        + "' in the cache; 'muninn models show " + model.repo() + "' lists them"));
    }
}
