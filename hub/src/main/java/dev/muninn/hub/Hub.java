package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.HubFailure.Kind;
import dev.muninn.locate.FetchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fetches models. A model is fetched whole or an error says why not; what has come so far is kept for the next try. Where the
 * hub cannot be asked, or must not be (offline), a whole copy in the cache serves; a half one is never handed out.
 */
public final class Hub {
    private static final int CONNECTIONS = 6;
    private static final long SEGMENT_BYTES = 32L << 20;

    private final HubSettings settings;
    private final Waiting waiting;
    private final Links links;
    private final ToLongFunction<Path> space;
    private final long segmentBytes;

    public Hub(HubSettings settings) {
        this(settings, new Waiting(Thread::sleep), new Links(settings.withoutLinks()), Hub::freeBytes, SEGMENT_BYTES);
    }

    /** For tests, which wait for nobody, have no links, a small disk or small segments. */
    Hub(HubSettings settings, Waiting waiting, Links links, ToLongFunction<Path> space, long segmentBytes) {
        this.settings = settings;
        this.waiting = waiting;
        this.links = links;
        this.space = space;
        this.segmentBytes = segmentBytes;
    }

    private static long freeBytes(Path directory) {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // cannot be known; a full disk is noticed when it is
        }
    }

    /** The model's directory, or its one file, on this machine. */
    public Path fetch(HubReference wanted, FetchListener listener) {
        HubCache cache = new HubCache(settings.cache(), wanted.repo(), links);
        LocalModel local = new LocalModel(cache, wanted);
        Optional<Path> whole = local.find();
        if (whole.isPresent() && (settings.offline() || wanted.pinned())) {
            return whole.get(); // nothing is asked, and nothing written: the cache may be read-only
        }
        if (settings.offline()) {
            throw new MuninnException(wanted + " is not in the cache, at least not all of it (" + settings.cache()
                    + "), and HF_HUB_OFFLINE forbids to fetch it; unset it, or run 'muninn models pull " + wanted
                    + "' where there is a connection");
        }
        try (HubHttp http = new HubHttp(settings)) {
            HubApi api = new HubApi(http, new HubErrors(settings), waiting);
            return fetch(cache, api, wanted, whole, listener);
        } catch (HubFailure e) {
            throw e.forUser();
        }
    }

    private Path fetch(
            HubCache cache, HubApi api, HubReference wanted, Optional<Path> whole, FetchListener listener)
            throws HubFailure {
        boolean asking = true;
        try {
            Listing listing = api.list(wanted.repo(), wanted.revision());
            asking = false;
            return new Fetching(cache, api, listener, wanted, listing).run();
        } catch (HubFailure e) {
            if (whole.isPresent() && (asking ? e.allowsCache() : e.forbids())) {
                listener.note("using the copy in the cache: " + e.getMessage());
                return whole.get();
            }
            throw e;
        }
    }

    /** One model at one commit, on its way. */
    private final class Fetching {
        private final HubCache cache;
        private final HubApi api;
        private final FetchListener listener;
        private final Tally tally;
        private final HubReference wanted;
        private final Listing listing;

        Fetching(HubCache cache, HubApi api, FetchListener listener, HubReference wanted, Listing listing) {
            this.cache = cache;
            this.api = api;
            this.listener = listener;
            this.tally = new Tally(listener);
            this.wanted = wanted;
            this.listing = listing;
        }

        Path run() throws HubFailure {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Optional<String> single = NeededFiles.single(wanted, listing.files().keySet());
                List<String> needed = new ArrayList<>(
                        single.map(NeededFiles::parts).orElseGet(() -> NeededFiles.small(listing.files().keySet())));
                if (single.isEmpty()) {
                    needed.addAll(NeededFiles.weights(index(threads), listing.files().keySet()));
                }
                fetch(needed, threads, tally);
                remember(single.isEmpty());
                return single.map(file -> cache.snapshot(listing.commit()).resolve(file))
                        .orElseGet(() -> cache.snapshot(listing.commit()));
            }
        }

        /** The index of the weights, fetched first as it names the shards; null where there is none. */
        private @Nullable Path index(ExecutorService threads) throws HubFailure {
            if (!listing.files().containsKey(NeededFiles.INDEX)) {
                return null;
            }
            fetch(List.of(NeededFiles.INDEX), threads, new Tally(FetchListener.NONE));
            return cache.file(listing.commit(), NeededFiles.INDEX).orElseThrow();
        }

        private void fetch(List<String> files, ExecutorService threads, Tally counted) throws HubFailure {
            List<String> missing = new ArrayList<>();
            for (String file : files) {
                if (!listing.files().containsKey(file)) {
                    throw new HubFailure(
                            Kind.NO_FILE,
                            wanted.repo() + " lacks " + file + ", a part of the model that its index or name promises; the"
                                    + " repository is not whole: tell its owner");
                }
                if (!isHere(file)) {
                    missing.add(file);
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            Semaphore connections = new Semaphore(CONNECTIONS);
            List<RemoteFile> remote = all(threads, missing, file -> {
                connections.acquireUninterruptibly();
                try {
                    return api.file(wanted.repo(), listing.commit(), file);
                } finally {
                    connections.release();
                }
            });
            plan(remote, counted == tally);
            BlobFetch blobs = new BlobFetch(
                    new Transfer.Means(api, waiting, connections, threads, counted), cache, wanted.repo(), segmentBytes);
            all(threads, remote, blobs::fetch);
        }

        private boolean isHere(String file) {
            Optional<Path> here = cache.file(listing.commit(), file);
            long size = listing.files().getOrDefault(file, -1L);
            try {
                return here.isPresent() && (size < 0 || Files.size(here.get()) == size);
            } catch (IOException e) {
                return false;
            }
        }

        /** Says what is to come, and refuses before the first byte if the disk is too small for it. */
        private void plan(List<RemoteFile> files, boolean announced) throws HubFailure {
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
                        if (!BlobFetch.isWhole(cache.blob(file.etag()), file)) {
                            toWrite += size.getAsLong()
                                    - Partial.bytesLeft(cache.blobs(), file.etag(), size.getAsLong());
                        }
                    }
                }
            } catch (IOException e) {
                throw HubCache.disk(cache.directory(), e);
            } catch (ArithmeticException e) {
                throw new HubFailure(Kind.BAD_ANSWER, wanted + ": the hub announces sizes that no disk has", e);
            }
            long free = space.applyAsLong(cache.directory());
            if (toWrite > free) {
                throw new HubFailure(
                        Kind.DISK,
                        String.format(
                                Locale.ROOT,
                                "%s: %.1f MB are to be fetched, and %s has %.1f MB free; free some space ('muninn models rm',"
                                        + " 'muninn models prune') or set HF_HOME to another disk",
                                wanted,
                                toWrite / 1e6,
                                settings.cache(),
                                free / 1e6));
            }
            if (announced) {
                listener.planned(wanted.repo(), files.size(), bytes);
            }
        }

        /** Notes what the branch stands for, and which optional files there are none of. A model is usable without. */
        private void remember(boolean wholeModel) {
            try {
                cache.writeRef(wanted.revision(), listing.commit());
                if (wholeModel) {
                    for (String file : NeededFiles.OPTIONAL) {
                        if (!listing.files().containsKey(file)) {
                            cache.markMissing(listing.commit(), file);
                        }
                    }
                }
            } catch (IOException e) {
                listener.note("the model is here, but " + settings.cache() + " cannot be written (" + e
                        + "): offline it may not be found");
            }
        }

        private static <A, B> List<B> all(ExecutorService threads, Collection<A> inputs, Step<A, B> step)
                throws HubFailure {
            List<Future<B>> futures = inputs.stream()
                    .map(input -> threads.submit((Callable<B>) () -> step.of(input)))
                    .toList();
            List<B> results = new ArrayList<>();
            HubFailure failure = null;
            for (Future<B> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof HubFailure found)) {
                        throw new IllegalStateException(e.getCause());
                    }
                    failure = failure == null ? found : failure;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failure = new HubFailure(Kind.UNREACHABLE, "interrupted", e);
                }
            }
            if (failure != null) {
                throw failure;
            }
            return results;
        }
    }

    /** A part of the work on one file. */
    @FunctionalInterface
    private interface Step<A, B> {
        B of(A input) throws HubFailure;
    }
}
