package dev.muninn.eval.harness.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a data set of a hub lies on this machine. */
@FunctionalInterface
public interface DataFolders {
    /** The folder with the files of {@code dataset}, such as {@code allenai/ai2_arc}; empty if it is not here. */
    Optional<Path> locate(String dataset);

    /** These, and where they have it not, {@code others}. */
    default DataFolders or(DataFolders others) {
        return dataset -> locate(dataset).or(() -> others.locate(dataset));
    }

    /** What Python's tools fetched into the cache of the Hugging Face hub: the revision that {@code main} was then. */
    static DataFolders inHubCache(Path cache) {
        return dataset -> {
            Path own = cache.resolve("datasets--" + dataset.replace("/", "--"));
            try {
                Path revision = own.resolve("snapshots")
                        .resolve(Files.readString(own.resolve("refs/main")).strip());
                return Optional.of(revision).filter(Files::isDirectory);
            } catch (IOException | InvalidPathException e) {
                return Optional.empty(); // it is not there
            }
        };
    }

    /** Folders below {@code roots}, called as the data set is. */
    static DataFolders below(List<Path> roots) {
        return dataset -> roots.stream()
                .map(root -> root.resolve(dataset))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
