package dev.muninn.hub;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A model in the cache, whoever put it there.
 *
 * @param repo its name, {@code ORG/NAME}
 * @param bytes what its blobs take on the disk, partial files included
 * @param changed when a blob was last written
 * @param revisions its commits, the newest first
 */
public record CachedModel(String repo, long bytes, Instant changed, List<Revision> revisions) {
    /**
     * A commit of it.
     *
     * @param commit 40 digits
     * @param refs branches and tags that stand for it here; empty where a newer commit took its place
     * @param files what is here
     */
    public record Revision(String commit, List<String> refs, List<Entry> files) {
        /** Bytes of its files. */
        public long bytes() {
            return files.stream().mapToLong(Entry::bytes).sum();
        }
    }

    /**
     * A file of a commit.
     *
     * @param path its place in the repository
     * @param bytes its size; 0 if the link leads nowhere
     * @param file where it lies
     * @param blob the bytes that it stands for
     */
    public record Entry(String path, long bytes, Path file, Path blob) {}
}
