package dev.muninn.generate;

import dev.muninn.cache.KvCache;
import dev.muninn.generate.Prefix.Sharing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys and values of texts that were, the longest unused one first to go, and of those that are running. One owner. */
final class PrefixCache implements AutoCloseable {
    private record Kept(Prefix prefix, long bytes) {}

    private final long limitBytes;
    private final Iterable<? extends LiveJob<?>> running;
    /** Least recently used first. */
    private final List<Kept> kept = new ArrayList<>();

    private long bytes;

    /**
     * @param limitBytes that may be kept; 0 to keep and share nothing
     * @param running jobs whose prompts can be shared while they run
     */
    PrefixCache(long limitBytes, Iterable<? extends LiveJob<?>> running) {
        this.limitBytes = limitBytes;
        this.running = running;
    }

    /** Fills an empty cache with as much of {@code prompt} as is known. Returns how many positions that were. */
    int copyInto(KvCache cache, @Nullable Sharing sharing, int[] prompt) {
        if (sharing == null || limitBytes == 0) {
            return 0;
        }
        Prefix best = longest(sharing, prompt);
        int common = best == null ? 0 : best.common(prompt);
        if (best != null && common > 0) {
            cache.copyFrom(best.cache(), common, sharing.recurrences());
        }
        return common;
    }

    private @Nullable Prefix longest(Sharing sharing, int[] prompt) {
        Prefix best = null;
        for (Kept each : kept) {
            best = longer(best, each.prefix, sharing, prompt);
        }
        for (LiveJob<?> job : running) {
            if (job instanceof GenerationJob generation) {
                best = longer(best, generation.prefix(), sharing, prompt);
            }
        }
        touch(best);
        return best;
    }

    private static @Nullable Prefix longer(
            @Nullable Prefix best, @Nullable Prefix other, Sharing sharing, int[] prompt) {
        if (other == null || !other.sharing().equals(sharing)) {
            return best;
        }
        return best == null || other.common(prompt) > best.common(prompt) ? other : best;
    }

    /** Makes it the last to go. */
    @SuppressWarnings("ReferenceEquality") // this very one
    private void touch(@Nullable Prefix prefix) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).prefix == prefix) {
                kept.add(kept.remove(i));
                return;
            }
        }
    }

    /** Takes the cache of a finished text over, and closes it when it is of no use any more. */
    void keep(Prefix prefix) {
        boolean known = kept.stream().anyMatch(each -> each.prefix.covers(prefix));
        if (limitBytes == 0 || known) {
            prefix.cache().close();
            return;
        }
        prefix.cache().truncate(prefix.tokens().length);
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (prefix.covers(kept.get(i).prefix)) {
                drop(i);
            }
        }
        Kept added = new Kept(prefix, prefix.cache().trim());
        kept.add(added);
        bytes += added.bytes;
        while (bytes > limitBytes) {
            dropOldest();
        }
    }

    /** Makes room. Returns false if there is nothing to drop. */
    boolean dropOldest() {
        if (kept.isEmpty()) {
            return false;
        }
        drop(0);
        return true;
    }

    private void drop(int index) {
        Kept gone = kept.remove(index);
        bytes -= gone.bytes;
        gone.prefix.cache().close();
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        while (dropOldest()) {
            // one after the other
        }
    }
}
