package dev.muninn.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A model that is in the cache already, whoever put it there: found only if it is whole. */
final class LocalModel {
    private final HubCache cache;
    private final HubReference wanted;
    private final boolean weights;

    /** {@code weights} is false for a model of which only a description is wanted. */
    LocalModel(HubCache cache, HubReference wanted, boolean weights) {
        this.cache = cache;
        this.wanted = wanted;
        this.weights = weights;
    }

    /** Its directory or its one file; empty if it is not here or a part is missing. */
    Optional<Path> find() {
        return cache.commit(wanted.revision()).flatMap(this::at);
    }

    private Optional<Path> at(String commit) {
        Path snapshot = cache.snapshot(commit);
        List<String> files;
        try (Stream<Path> paths = Files.isDirectory(snapshot) ? Files.walk(snapshot) : Stream.empty()) {
            files = paths.filter(Files::isRegularFile)
                    .map(path -> snapshot.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return Optional.empty();
        }
        boolean described = files.contains("config.json") || files.contains("adapter_config.json");
        if (described && !weights && wanted.file().isEmpty()) {
            return Optional.of(snapshot);
        }
        try {
            Optional<String> single = NeededFiles.single(wanted, files);
            if (single.isPresent()) {
                return files.containsAll(NeededFiles.parts(single.get()))
                        ? Optional.of(snapshot.resolve(single.get()))
                        : Optional.empty();
            }
            boolean indexed = files.contains(NeededFiles.INDEX);
            Path index = indexed ? snapshot.resolve(NeededFiles.INDEX) : null;
            return described && files.containsAll(NeededFiles.weights(index, files))
                    ? Optional.of(snapshot)
                    : Optional.empty();
        } catch (HubFailure e) {
            return Optional.empty();
        }
    }
}
