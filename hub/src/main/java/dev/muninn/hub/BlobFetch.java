package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches one file into the cache: waits for others who do the same, resumes, compares sizes and hashes, then gives it its name. */
final class BlobFetch {
    private static final int MOST_UNANNOUNCED = 64 << 20;
    private static final int ATTEMPTS = 2;

    private final Transfer.Means means;
    private final HubCache cache;
    private final String repo;
    private final long segmentBytes;

    BlobFetch(Transfer.Means means, HubCache cache, String repo, long segmentBytes) {
        this.means = means;
        this.cache = cache;
        this.repo = repo;
        this.segmentBytes = segmentBytes;
    }

    /** The file in its snapshot. */
    Path fetch(RemoteFile file) throws HubFailure {
        Runnable waiting = () -> means.tally().note("another process fetches " + file.path() + "; waiting for it");
        try (BlobLock lock = BlobLock.take(cache.lock(file.etag()), waiting)) {
            Path blob = cache.blob(file.etag());
            if (isWhole(blob, file)) {
                means.tally().add(Files.size(blob));
                return cache.place(file, false);
            }
            if (file.size().isPresent()) {
                announced(file, blob);
            } else {
                unannounced(file, blob);
            }
            return cache.place(file, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubFailure(Kind.UNREACHABLE, "interrupted", e);
        } catch (IOException e) {
            throw HubCache.disk(cache.blob(file.etag()), e);
        }
    }

    /** Whether a blob is there and no shorter or longer than announced. */
    static boolean isWhole(Path blob, RemoteFile file) throws IOException {
        return Files.isRegularFile(blob)
                && (file.size().isEmpty() || Files.size(blob) == file.size().getAsLong());
    }

    private void announced(RemoteFile file, Path blob) throws HubFailure, IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (Partial partial =
                    Partial.open(cache.blobs(), file.etag(), file.size().getAsLong(), segmentBytes)) {
                means.tally().add(partial.done());
                new Transfer(means, repo, file, partial).run();
                if (Files.size(partial.data()) == partial.size() && Checksum.agrees(partial.data(), file.etag())) {
                    partial.become(blob);
                    return;
                }
                means.tally().add(-partial.size());
                partial.discard();
            }
        }
        throw corrupt(file);
    }

    /** A small file whose size nobody says; what is larger must be announced, as nothing else would end it. */
    private void unannounced(RemoteFile file, Path blob) throws HubFailure, IOException {
        byte[] bytes;
        try (Answer answer = means.api().bytes(repo, file, 0, -1)) {
            if (answer.status() != 200) {
                throw means.api().errors().of(answer, repo, file.commit(), file.path());
            }
            bytes = answer.body().readNBytes(MOST_UNANNOUNCED + 1);
        } catch (IOException e) {
            throw means.api().errors().of(e);
        }
        if (bytes.length > MOST_UNANNOUNCED) {
            throw means.api().errors().without("X-Linked-Size or Content-Length", file.path() + ", a large file");
        }
        try (Partial partial = Partial.open(cache.blobs(), file.etag(), bytes.length, Math.max(1, bytes.length))) {
            partial.restart();
            partial.append(0, ByteBuffer.wrap(bytes));
            if (!Checksum.agrees(partial.data(), file.etag())) {
                partial.discard();
                throw corrupt(file);
            }
            means.tally().add(bytes.length);
            partial.become(blob);
        }
    }

    private HubFailure corrupt(RemoteFile file) {
        return new HubFailure(
                Kind.CORRUPT,
                file.path() + " of " + repo + " came " + ATTEMPTS + " times with other bytes than its checksum ("
                        + file.etag()
                        + ") says; nothing was kept. Something between here and "
                        + means.api().errors().hub()
                        + " changes files, or the hub is broken: try again later, or without a proxy");
    }
}
