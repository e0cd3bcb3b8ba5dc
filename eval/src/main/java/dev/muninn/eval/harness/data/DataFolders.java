package dev.muninn.eval.harness.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a data set of a hub lies on this machine. */
@FunctionalInterface
public interface DataFolders {
    /** The folder with the files of {@code dataset}, such as {@code allenai/ai2_arc}; empty if it is not here. */
    Optional<Path> locate(String dataset);

    /** Folders below {@code roots}, called as the data set is. */
    static DataFolders below(List<Path> roots) {
        return dataset -> roots.stream()
                .map(root -> root.resolve(dataset))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
