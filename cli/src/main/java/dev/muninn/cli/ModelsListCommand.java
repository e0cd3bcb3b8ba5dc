package dev.muninn.cli;

import dev.muninn.hub.CacheContents;
import dev.muninn.hub.CachedModel;
import dev.muninn.hub.CachedModel.Revision;
import dev.muninn.hub.HubSettings;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What the cache holds. */
@Command(
        name = "list",
        aliases = "ls",
        description = "Lists the models in the cache, those that Python's tools fetched included.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsListCommand implements Callable<Integer> {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    @Option(names = "--json", description = "Print one JSON array instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        CacheContents contents = new CacheContents(HubSettings.ofEnvironment());
        List<CachedModel> models = contents.models();
        if (json) {
            new Output().println(toJson(models).toString());
            return 0;
        }
        if (models.isEmpty()) {
            new Output()
                    .println("no models in " + contents.directory() + "; 'muninn models pull ORG/NAME' fetches one");
            return 0;
        }
        Table table = Table.ofFacts().add("model", "on disk", "changed", "revisions");
        for (CachedModel model : models) {
            table.add(
                    "hf:" + model.repo(),
                    Units.bytes(model.bytes()),
                    DAY.format(model.changed().atZone(ZoneId.systemDefault())),
                    revisions(model));
        }
        new Output().println(table.toString());
        return 0;
    }

    private static String revisions(CachedModel model) {
        return model.revisions().stream()
                .map(revision -> revision.refs().isEmpty()
                        ? revision.commit()
                                .substring(0, Math.min(7, revision.commit().length()))
                        : String.join(" ", revision.refs()))
                .collect(Collectors.joining(", "));
    }

    private static ArrayNode toJson(List<CachedModel> models) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (CachedModel model : models) {
            ArrayNode revisions = array.addObject()
                    .put("model", model.repo())
                    .put("bytes", model.bytes())
                    .put("changed", model.changed().toString())
                    .putArray("revisions");
            for (Revision revision : model.revisions()) {
                ArrayNode refs = revisions
                        .addObject()
                        .put("commit", revision.commit())
                        .put("bytes", revision.bytes())
                        .put("files", revision.files().size())
                        .putArray("refs");
                revision.refs().forEach(refs::add);
            }
        }
        return array;
    }
}
