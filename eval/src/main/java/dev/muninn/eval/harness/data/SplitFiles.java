package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of a split in a data set's folder: those of the configuration's own folder if it has one, then those of {@code data}, then
 * all; a file belongs to a split if a word of its path is one of the split's names.
 */
final class SplitFiles {
    private static final Pattern DATA = Pattern.compile(".*\\.(parquet|jsonl?|csv|tsv|txt)(\\.gz)?");
    private static final Map<String, String> WORDS = Map.of(
            "train", "train|training",
            "validation", "validation|valid|dev|val",
            "test", "test|testing|eval|evaluation");

    private final String task;
    private final Path folder;
    private final Optional<String> name;

    SplitFiles(String task, Path folder, Optional<String> name) {
        this.task = task;
        this.folder = folder;
        this.name = name;
    }

    List<Path> of(String split) {
        // Its own name first: some data sets have both 'dev' and 'validation'.
        for (String words : List.of(Pattern.quote(split), WORDS.getOrDefault(split, Pattern.quote(split)))) {
            Pattern belongs =
                    Pattern.compile("(^|.*[-._ /0-9])(" + words + ")([-._ /0-9].*|$)", Pattern.CASE_INSENSITIVE);
            for (Path place : places()) {
                List<Path> files = below(place).stream()
                        .filter(path -> belongs.matcher(
                                        place.relativize(path).toString().replace('\\', '/'))
                                .matches())
                        .toList();
                if (!files.isEmpty()) {
                    return files;
                }
            }
        }
        throw new MuninnException("%s: found no file of split '%s'%s in %s; wanted parquet, jsonl, json or csv"
                .formatted(task, split, name.map(part -> " of '" + part + "'").orElse(""), folder));
    }

    private List<Path> places() {
        if (name.isPresent()) {
            Path own = folder.resolve(name.get());
            Path inData = folder.resolve("data").resolve(name.get());
            List<Path> found = Stream.of(own, inData).filter(Files::isDirectory).toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return Stream.of(folder.resolve("data"), folder)
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> below(Path place) {
        try (Stream<Path> found = Files.walk(place)) {
            return found.filter(
                            path -> DATA.matcher(path.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new MuninnException(place + ": could not be listed (" + e.getMessage() + ")", e);
        }
    }
}
