package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.CachedModel.Entry;
import dev.muninn.hub.CachedModel.Revision;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the cache holds, and what can go. Shared with Python's tools: what they fetched is listed and removed as well. */
public final class CacheContents {
    private static final String MODELS = "models--";

    private final Path root;

    public CacheContents(HubSettings settings) {
        this.root = settings.cache();
    }

    public Path directory() {
        return root;
    }

    /** All models, by name. */
    public List<CachedModel> models() {
        return children(root, path -> Files.isDirectory(path) && isModel(path)).stream()
                .map(this::model)
                .sorted(Comparator.comparing(CachedModel::repo))
                .toList();
    }

    /** The model of that name. */
    public Optional<CachedModel> model(String repo) {
        Path directory = root.resolve(HubPaths.folder(repo));
        return Files.isDirectory(directory) ? Optional.of(model(directory)) : Optional.empty();
    }

    private static boolean isModel(Path path) {
        return path.getFileName().toString().startsWith(MODELS);
    }

    private CachedModel model(Path directory) {
        Map<String, List<String>> refs = refs(directory);
        List<Revision> revisions = new ArrayList<>();
        for (Path snapshot : children(directory.resolve("snapshots"), Files::isDirectory)) {
            String commit = snapshot.getFileName().toString();
            revisions.add(new Revision(commit, refs.getOrDefault(commit, List.of()), entries(snapshot)));
        }
        revisions.sort(
                Comparator.comparing((Revision revision) -> revision.refs().isEmpty()));
        List<Path> stored = tree(directory).stream()
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
        Instant changed = stored.stream()
                .map(CacheContents::changed)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        String repo =
                directory.getFileName().toString().substring(MODELS.length()).replaceFirst("--", "/");
        return new CachedModel(
                repo, stored.stream().mapToLong(CacheContents::size).sum(), changed, revisions);
    }

    private static Map<String, List<String>> refs(Path directory) {
        Map<String, List<String>> refs = new TreeMap<>();
        Path folder = directory.resolve("refs");
        for (Path ref : tree(folder)) {
            if (Files.isRegularFile(ref)) {
                try {
                    refs.computeIfAbsent(Files.readString(ref).strip(), commit -> new ArrayList<>())
                            .add(folder.relativize(ref).toString());
                } catch (IOException e) {
                    // a branch that cannot be read is none
                }
            }
        }
        return refs;
    }

    private static List<Entry> entries(Path snapshot) {
        return tree(snapshot).stream()
                .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .map(path -> new Entry(snapshot.relativize(path).toString(), size(path), path, target(path)))
                .toList();
    }

    private static Path target(Path file) {
        try {
            return Files.isSymbolicLink(file)
                    ? file.resolveSibling(Files.readSymbolicLink(file)).normalize()
                    : file;
        } catch (IOException e) {
            return file;
        }
    }

    /**
     * Removes a model, or where {@code commit} is given only that commit and the blobs that no other commit of it needs.
     *
     * @param really false to find out what would go
     * @return bytes that become free
     */
    public long remove(CachedModel model, Optional<String> commit, boolean really) {
        Path directory = root.resolve(HubPaths.folder(model.repo()));
        if (commit.isEmpty() || model.revisions().size() <= 1) {
            if (really) {
                delete(directory);
                delete(root.resolve(".locks").resolve(HubPaths.folder(model.repo())));
            }
            return model.bytes();
        }
        List<Path> unwanted = new ArrayList<>();
        for (Revision revision : model.revisions()) {
            if (revision.commit().equals(commit.get())) {
                revision.files().forEach(entry -> unwanted.add(entry.blob()));
            }
        }
        for (Revision revision : model.revisions()) {
            if (!revision.commit().equals(commit.get())) {
                revision.files().forEach(entry -> unwanted.removeIf(entry.blob()::equals));
            }
        }
        long bytes = unwanted.stream().distinct().mapToLong(CacheContents::size).sum();
        if (really) {
            delete(directory.resolve("snapshots").resolve(commit.get()));
            delete(directory.resolve(".no_exist").resolve(commit.get()));
            unwanted.forEach(CacheContents::delete);
            tree(directory.resolve("refs")).stream()
                    .filter(ref -> Files.isRegularFile(ref) && pointsAt(ref, commit.get()))
                    .forEach(CacheContents::delete);
        }
        return bytes;
    }

    private static boolean pointsAt(Path ref, String commit) {
        try {
            return Files.readString(ref).strip().equals(commit);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes what is of no use: partial files that nobody writes, blobs that no commit needs, and if {@code detached} commits that
     * no branch or tag stands for any more.
     *
     * @param really false to find out what would go
     * @return bytes that become free
     */
    public long prune(boolean detached, boolean really) {
        long bytes = 0;
        for (CachedModel model : models()) {
            if (detached) {
                for (Revision revision : model.revisions()) {
                    if (revision.refs().isEmpty() && model.revisions().size() > 1) {
                        bytes += remove(model, Optional.of(revision.commit()), really);
                    }
                }
            }
            List<Path> needed = model.revisions().stream()
                    .flatMap(revision -> revision.files().stream())
                    .map(Entry::blob)
                    .toList();
            Path blobs = root.resolve(HubPaths.folder(model.repo())).resolve("blobs");
            for (Path blob : children(blobs, Files::isRegularFile)) {
                if (Partial.isPartial(blob) ? Partial.idle(blob) : !needed.contains(blob)) {
                    bytes += size(blob);
                    if (really) {
                        delete(blob);
                    }
                }
            }
        }
        return bytes;
    }

    private static List<Path> children(Path directory, Predicate<Path> wanted) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** Everything below, directories after what is in them; links are not followed. */
    private static List<Path> tree(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory, new FileVisitOption[0])) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static MuninnException unreadable(Path path, IOException e) {
        return new MuninnException(path + " cannot be read: " + e + "; HF_HOME says where the cache is", e);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static Instant changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    private static void delete(Path path) {
        for (Path each : tree(path)) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                throw new MuninnException(each + " cannot be deleted: " + e + "; may you write there?", e);
            }
        }
    }
}
