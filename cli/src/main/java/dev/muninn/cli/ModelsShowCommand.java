package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.CacheContents;
import dev.muninn.hub.CachedModel;
import dev.muninn.hub.CachedModel.Entry;
import dev.muninn.hub.CachedModel.Revision;
import dev.muninn.hub.HubReference;
import dev.muninn.hub.HubSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One model in the cache. */
@Command(
        name = "show",
        description =
                "Shows a model in the cache: its commits and files, and where they lie. 'muninn inspect' says what it is.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "ORG/NAME.")
    private String model = "";

    @Override
    public Integer call() {
        CachedModel found = cached(new CacheContents(HubSettings.ofEnvironment()), HubReference.parse(model));
        Output out = new Output();
        out.println("hf:" + found.repo() + ", " + Units.bytes(found.bytes()) + " on disk");
        for (Revision revision : found.revisions()) {
            out.println("");
            out.println(revision.commit()
                    + (revision.refs().isEmpty()
                            ? " (no branch here)"
                            : " (" + String.join(", ", revision.refs()) + ")"));
            Table table = Table.ofFacts();
            for (Entry entry : revision.files()) {
                table.add(
                        "  " + entry.path(),
                        Units.bytes(entry.bytes()),
                        entry.file().toString());
            }
            out.println(table.toString());
        }
        return 0;
    }

    /** The model in the cache, or an error that names what is there. */
    static CachedModel cached(CacheContents contents, HubReference wanted) {
        return contents.model(wanted.repo())
                .orElseThrow(() -> new MuninnException(wanted.repo() + " is not in " + contents.directory()
                        + "; 'muninn models list' says what is, 'muninn models pull " + wanted.repo()
                        + "' fetches it"));
    }
}
