package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import dev.muninn.locate.FetchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Fetches models. A model is fetched whole or an error says why not; what has come so far is kept for the next try. Where the
 * hub cannot be asked, or must not be (offline), a whole copy in the cache serves; a half one is never handed out.
 */
public final class Hub {
    private static final long SEGMENT_BYTES = 32L << 20;

    private final HubSettings settings;
    private final Waiting waiting;
    private final Links links;
    private final Fetching.Means means;

    public Hub(HubSettings settings) {
        this(settings, new Waiting(Thread::sleep), new Links(settings.withoutLinks()), Hub::freeBytes, SEGMENT_BYTES);
    }

    /** For tests, which wait for nobody, have no links, a small disk or small segments. */
    Hub(HubSettings settings, Waiting waiting, Links links, ToLongFunction<Path> space, long segmentBytes) {
        this.settings = settings;
        this.waiting = waiting;
        this.links = links;
        this.means = new Fetching.Means(waiting, space, segmentBytes);
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
        return fetch(wanted, true, listener);
    }

    /** As {@link #fetch}, without weights that lie beside their description; the directory may not be a whole model. */
    public Path describe(HubReference wanted, FetchListener listener) {
        return fetch(wanted, false, listener);
    }

    private Path fetch(HubReference wanted, boolean weights, FetchListener listener) {
        HubCache cache = new HubCache(settings.cache(), wanted.repo(), links);
        LocalModel local = new LocalModel(cache, wanted, weights);
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
            return fetch(api, new Fetching(api, cache, wanted, weights, means, listener), wanted, whole, listener);
        } catch (HubFailure e) {
            throw e.forUser();
        }
    }

    private static Path fetch(
            HubApi api, Fetching fetching, HubReference wanted, Optional<Path> whole, FetchListener listener)
            throws HubFailure {
        boolean asking = true;
        try {
            Listing listing = api.list(wanted.repo(), wanted.revision());
            asking = false;
            return fetching.run(listing);
        } catch (HubFailure e) {
            if (whole.isPresent() && (asking ? e.allowsCache() : e.forbids())) {
                listener.note("using the copy in the cache: " + e.getMessage());
                return whole.get();
            }
            throw e;
        }
    }
}
