package dev.muninn.cache;

import dev.muninn.error.MuninnException;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys and values of the core blocks live and which of them a query sees: {@code storage} maps a recurrence to a
 * storage slot, {@code lookup} says what stands for a position that has no entry there.
 */
public record SlotPolicy(Lookup lookup, Storage storage) {
    /** A slot for every recurrence; a query sees only positions that reached its own. */
    public static final SlotPolicy FULL = new SlotPolicy(Lookup.FULL, new Storage.Own());

    private static final int LONGEST = 200;

    /** What a query at recurrence t sees of a position that stopped before t. */
    public enum Lookup {
        /** Nothing. */
        FULL("full"),
        /** Its deepest entry at or before t ({@code latest-m4} in the Huginn reference). */
        LATEST("latest"),
        /**
         * The deepest entry of every position, whatever t, as soon as one position is missing at t ({@code always-last-m4} in
         * the Huginn reference, which also reads recurrence t itself while all positions have it).
         */
        LAST("last");

        private final String label;

        Lookup(String label) {
            this.label = label;
        }
    }

    /** Which recurrences share memory. */
    public sealed interface Storage {
        /** Every recurrence has its own. */
        record Own() implements Storage {}

        /** {@code recurrences} of them; recurrence t uses t mod {@code recurrences}. */
        record Ring(int recurrences) implements Storage {
            public Ring {
                MuninnException.require(
                        recurrences >= 1 && recurrences <= 4096,
                        "--kv ring:%d: a ring holds 1 to 4096 recurrences",
                        recurrences);
            }
        }

        /** The first {@code own} have their own, all later ones share one. */
        record Anchored(int own) implements Storage {
            public Anchored {
                MuninnException.require(
                        own >= 0 && own <= 4096, "--kv anchored:%d: the anchor is 0 to 4096 recurrences", own);
            }
        }
    }

    /** The storage slot of recurrence {@code step} (counted from 0). */
    public int slotOf(int step) {
        return switch (storage) {
            case Storage.Own() -> step;
            case Storage.Ring(int recurrences) -> step % recurrences;
            case Storage.Anchored(int own) -> Math.min(step, own);
        };
    }

    /** Storage slots in use after {@code recurrences} recurrences. */
    public int slotsAt(int recurrences) {
        return switch (storage) {
            case Storage.Own() -> recurrences;
            case Storage.Ring(int ring) -> Math.min(recurrences, ring);
            case Storage.Anchored(int own) -> Math.min(recurrences, own + 1);
        };
    }

    /** Whether an entry, once written, stays what it was while deeper recurrences run. */
    public boolean keepsEveryRecurrence() {
        return storage instanceof Storage.Own;
    }

    /** Parses {@code full}, {@code latest}, {@code last}, {@code ring:K}, {@code anchored:A}, or a lookup and a storage joined with {@code +}. */
    public static SlotPolicy parse(String spec) {
        MuninnException.require(
                spec.length() <= LONGEST, "--kv: found %d characters, wanted such as latest+ring:1", spec.length());
        Lookup lookup = null;
        Storage storage = null;
        for (String word : spec.split("\\+", -1)) {
            Lookup asLookup = lookupOf(word);
            if (asLookup != null) {
                MuninnException.require(
                        lookup == null, "--kv %s: two lookups, one of full, latest, last is wanted", spec);
                lookup = asLookup;
            } else {
                MuninnException.require(
                        storage == null, "--kv %s: two storages, one of ring:K, anchored:A is wanted", spec);
                storage = storageOf(word, spec);
            }
        }
        return new SlotPolicy(lookup == null ? Lookup.FULL : lookup, storage == null ? new Storage.Own() : storage);
    }

    private static @Nullable Lookup lookupOf(String word) {
        for (Lookup lookup : Lookup.values()) {
            if (lookup.label.equals(word)) {
                return lookup;
            }
        }
        return null;
    }

    private static Storage storageOf(String word, String spec) {
        int colon = word.indexOf(':');
        String name = colon < 0 ? word : word.substring(0, colon);
        if (colon >= 0 && (name.equals("ring") || name.equals("anchored"))) {
            try {
                int number = Integer.parseInt(word.substring(colon + 1));
                return name.equals("ring") ? new Storage.Ring(number) : new Storage.Anchored(number);
            } catch (NumberFormatException e) {
                throw new MuninnException("--kv " + spec + ": '" + word + "' needs a whole number, such as ring:1", e);
            }
        }
        throw new MuninnException("--kv " + spec + ": '" + word
                + "' is not a slot policy; wanted full, latest, last, ring:K, anchored:A, or two of them joined with +"
                + " such as latest+ring:1");
    }

    @Override
    public String toString() {
        return switch (storage) {
            case Storage.Own() -> lookup.label;
            case Storage.Ring(int recurrences) -> lookup.label + "+ring:" + recurrences;
            case Storage.Anchored(int own) -> lookup.label + "+anchored:" + own;
        };
    }
}
