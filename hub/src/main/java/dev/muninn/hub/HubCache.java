package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One repository in the cache, laid out as Hugging Face's Python library does:
 *
 * <pre>
 * models--ORG--NAME/blobs/ETAG                       a file's bytes
 *                   snapshots/COMMIT/PATH            a relative link to a blob, or the file itself
 *                   refs/REVISION                    the commit that a branch stood for
 *                   .no_exist/COMMIT/PATH            an empty mark: there is no such file
 * .locks/models--ORG--NAME/ETAG.lock
 * </pre>
 */
final class HubCache {
    private final Path root;
    private final String folder;
    private final Links links;

    HubCache(Path root, String repo, Links links) {
        this.root = root;
        this.folder = HubPaths.folder(repo);
        this.links = links;
    }

    Path directory() {
        return root.resolve(folder);
    }

    Path blobs() {
        return directory().resolve("blobs");
    }

    Path blob(String etag) {
        return blobs().resolve(etag);
    }

    Path snapshot(String commit) {
        return directory().resolve("snapshots").resolve(commit);
    }

    Path lock(String etag) {
        return root.resolve(".locks").resolve(folder).resolve(etag + ".lock");
    }

    /** The commit that {@code revision} stood for when it was last fetched; a full commit is itself. */
    Optional<String> commit(String revision) {
        if (HubPaths.isCommit(revision)) {
            return Optional.of(revision);
        }
        try {
            return Optional.of(Files.readString(ref(revision)).strip()).filter(HubPaths::isCommit);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path ref(String revision) {
        return directory().resolve("refs").resolve(revision);
    }

    /** Remembers what a branch stands for; written whole, without a line's end. */
    void writeRef(String revision, String commit) throws IOException {
        if (HubPaths.isCommit(revision)
                || commit(revision).filter(commit::equals).isPresent()) {
            return;
        }
        Path ref = ref(revision);
        createParent(ref);
        Path fresh = unused(ref);
        Files.writeString(fresh, commit, StandardCharsets.UTF_8);
        Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file at {@code path} of a snapshot, if it is there: a link whose blob is there too, or a plain file. */
    Optional<Path> file(String commit, String path) {
        Path file = snapshot(commit).resolve(path);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Marks that {@code path} is not part of {@code commit}. Only for what the hub itself has said. */
    void markMissing(String commit, String path) throws IOException {
        Path mark = directory().resolve(".no_exist").resolve(commit).resolve(path);
        if (!Files.exists(mark)) {
            createParent(mark);
            Files.write(mark, new byte[0]);
        }
    }

    /**
     * Puts a blob where the snapshot expects it: a link that stays right when the cache moves; without links the file itself.
     *
     * @param fresh whether the blob was fetched just now, so that nobody else points at it
     */
    Path place(RemoteFile file, boolean fresh) throws HubFailure {
        Path snapshot = snapshot(file.commit());
        Path target = snapshot.resolve(file.path());
        Path blob = blob(file.etag());
        try {
            Path parent = createParent(target);
            requireInside(snapshot, target);
            Path temporary = unused(target);
            if (links.possible(root)) {
                Files.createSymbolicLink(temporary, parent.relativize(blob));
            } else if (fresh) {
                temporary = blob;
            } else {
                Files.copy(blob, temporary);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return target;
        } catch (IOException e) {
            throw disk(target, e);
        }
    }

    /** Refuses a directory of a snapshot that leads elsewhere. */
    private static void requireInside(Path snapshot, Path target) throws HubFailure {
        for (Path parent = target.getParent();
                parent != null && !parent.equals(snapshot);
                parent = parent.getParent()) {
            if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                throw new HubFailure(
                        Kind.DISK,
                        parent + " is a link where a directory should be; delete it, and fetch the model again");
            }
        }
    }

    private static Path createParent(Path file) throws IOException {
        Path parent = file.resolveSibling("");
        return Files.createDirectories(parent);
    }

    private static Path unused(Path beside) {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return beside.resolveSibling("." + beside.getFileName() + "." + random + ".tmp");
    }

    /** A failure to write, with what helps. */
    static HubFailure disk(Path path, IOException e) {
        String reason = String.valueOf(e.getMessage());
        boolean full =
                reason.contains("No space left") || reason.contains("quota") || reason.contains("not enough space");
        return new HubFailure(
                Kind.DISK,
                full
                        ? "the disk of " + path
                                + " is full; free some space ('muninn models rm', 'muninn models prune') or set"
                                + " HF_HOME to another disk, then run this again: it goes on where it stopped"
                        : path + " cannot be written: " + e + "; may you write there? HF_HOME names another place",
                e);
    }
}
