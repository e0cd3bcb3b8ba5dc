package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import dev.muninn.locate.FetchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One model on its way: which files, whether they fit, then all of them, then a note of what the branch stands for. */
final class Fetching {
    private static final int CONNECTIONS = 6;

    private final HubApi api;
    private final HubCache cache;
    private final HubReference wanted;
    private final boolean weights;
    private final Means means;
    private final FetchListener listener;
    private final Semaphore connections = new Semaphore(CONNECTIONS);

    /**
     * What every fetch uses.
     *
     * @param waiting between tries
     * @param space free bytes of a directory's disk
     * @param segmentBytes bytes that a connection fetches at a time
     */
    record Means(Waiting waiting, ToLongFunction<Path> space, long segmentBytes) {}

    Fetching(HubApi api, HubCache cache, HubReference wanted, boolean weights, Means means, FetchListener listener) {
        this.api = api;
        this.cache = cache;
        this.wanted = wanted;
        this.weights = weights;
        this.means = means;
        this.listener = listener;
    }

    /** The model's directory, or its one file. */
    Path run(Listing listing) throws HubFailure {
        Set<String> files = listing.files().keySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Optional<String> single = NeededFiles.single(wanted, files);
            List<String> needed =
                    new ArrayList<>(single.map(NeededFiles::parts).orElseGet(() -> NeededFiles.small(files)));
            if (single.isEmpty() && weights) {
                needed.addAll(NeededFiles.weights(index(listing, threads), files));
            }
            fetch(listing, needed, threads, listener);
            remember(listing, single.isEmpty());
            Path snapshot = cache.snapshot(listing.commit());
            return single.map(snapshot::resolve).orElse(snapshot);
        }
    }

    /** The index of the weights, fetched first as it names the shards; null where there is none. */
    private @Nullable Path index(Listing listing, ExecutorService threads) throws HubFailure {
        if (!listing.files().containsKey(NeededFiles.INDEX)) {
            return null;
        }
        fetch(listing, List.of(NeededFiles.INDEX), threads, FetchListener.NONE);
        return cache.file(listing.commit(), NeededFiles.INDEX).orElseThrow();
    }

    private void fetch(Listing listing, List<String> files, ExecutorService threads, FetchListener told)
            throws HubFailure {
        List<String> missing = new ArrayList<>();
        for (String file : files) {
            if (!listing.files().containsKey(file)) {
                throw new HubFailure(
                        Kind.NO_FILE,
                        wanted.repo() + " lacks " + file + ", a part of the model that its index or name promises; the"
                                + " repository is not whole: tell its owner");
            }
            if (!isHere(listing, file)) {
                missing.add(file);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        List<RemoteFile> remote = Together.all(threads, missing, file -> {
            connections.acquireUninterruptibly();
            try {
                return api.file(wanted.repo(), listing.commit(), file);
            } finally {
                connections.release();
            }
        });
        plan(listing, remote, told);
        Transfer.Means transfer = new Transfer.Means(api, means.waiting(), connections, threads, new Tally(told));
        BlobFetch blobs = new BlobFetch(transfer, cache, wanted.repo(), means.segmentBytes());
        Together.all(threads, remote, blobs::fetch);
    }

    private boolean isHere(Listing listing, String file) {
        Optional<Path> here = cache.file(listing.commit(), file);
        long size = listing.files().getOrDefault(file, -1L);
        try {
            return here.isPresent() && (size < 0 || Files.size(here.get()) == size);
        } catch (IOException e) {
            return false;
        }
    }

    /** Says what is to come, and refuses before the first byte if the disk is too small for it. */
    private void plan(Listing listing, List<RemoteFile> files, FetchListener told) throws HubFailure {
        long bytes = 0;
        long toWrite = 0;
        try {
            for (RemoteFile file : files) {
                OptionalLong size = file.size();
                if (!file.commit().equals(listing.commit())) {
                    throw new HubFailure(
                            Kind.BAD_ANSWER, file.path() + " comes from another commit than was asked for; try again");
                }
                if (size.isPresent()) {
                    bytes = Math.addExact(bytes, size.getAsLong());
                    toWrite += bytesToWrite(file, size.getAsLong());
                }
            }
        } catch (IOException e) {
            throw HubCache.disk(cache.directory(), e);
        } catch (ArithmeticException e) {
            throw new HubFailure(Kind.BAD_ANSWER, wanted + ": the hub announces sizes that no disk has", e);
        }
        long free = means.space().applyAsLong(cache.directory());
        if (toWrite > free) {
            throw new HubFailure(
                    Kind.DISK,
                    String.format(
                            Locale.ROOT,
                            "%s: %.1f MB are to be fetched, and the disk of %s has %.1f MB free; free some space ('muninn models"
                                    + " rm', 'muninn models prune') or set HF_HOME to another disk",
                            wanted,
                            toWrite / 1e6,
                            cache.directory(),
                            free / 1e6));
        }
        told.planned(wanted.repo(), files.size(), bytes);
    }

    private long bytesToWrite(RemoteFile file, long size) throws IOException {
        return BlobFetch.isWhole(cache.blob(file.etag()), file)
                ? 0
                : size - Partial.bytesLeft(cache.blobs(), file.etag(), size);
    }

    /** Notes what the branch stands for, and which optional files there are none of. A model is usable without. */
    private void remember(Listing listing, boolean directory) {
        try {
            if (weights
                    || cache.commit(wanted.revision())
                            .isEmpty()) { // else a whole model would give way to a description
                cache.writeRef(wanted.revision(), listing.commit());
            }
            if (directory) {
                for (String file : NeededFiles.OPTIONAL) {
                    if (!listing.files().containsKey(file)) {
                        cache.markMissing(listing.commit(), file);
                    }
                }
            }
        } catch (IOException e) {
            listener.note(
                    "the model is here, but its cache cannot be written (" + e + "): offline it may not be found");
        }
    }
}
