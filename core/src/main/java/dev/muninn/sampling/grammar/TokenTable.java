package dev.muninn.sampling.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that text is made of, by their bytes. Sorted, so that tokens with a common beginning stand together and an automaton
 * reads that beginning once: inside a string, Huginn's 65,000 tokens take some milliseconds. Immutable; one serves a whole model.
 */
public final class TokenTable {
    private final byte[][] byId;
    /** In the order of their bytes. */
    private final int[] ids;
    /** The bytes of all of them in that order, read straight on. */
    private final byte[] text;
    /** Where each begins in the text; at the end, where the last one ends. */
    private final int[] begins;

    /** Bytes that a token shares with the one before it. */
    private final int[] shared;
    /** Bytes that are tokens by themselves. */
    private final BitSet singles = new BitSet(256);

    /**
     * @param size one more than the largest id
     * @param bytesOf a token's bytes; null or none for a token that is no text, such as a special token
     */
    public TokenTable(int size, IntFunction<byte @Nullable []> bytesOf) {
        this.byId = new byte[size][];
        for (int id = 0; id < size; id++) {
            byte[] found = bytesOf.apply(id);
            byId[id] = found == null ? new byte[0] : found;
            if (byId[id].length == 1) {
                singles.set(byId[id][0] & 0xFF);
            }
        }
        this.ids = sorted(byId);
        this.begins = new int[ids.length + 1];
        for (int i = 0; i < ids.length; i++) {
            begins[i + 1] = begins[i] + byId[ids[i]].length;
        }
        this.text = new byte[begins[ids.length]];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(byId[ids[i]], 0, text, begins[i], byId[ids[i]].length);
        }
        this.shared = new int[ids.length];
        for (int i = 1; i < ids.length; i++) {
            int differs = Arrays.mismatch(byId[ids[i - 1]], byId[ids[i]]);
            shared[i] = differs < 0 ? byId[ids[i]].length : differs;
        }
    }

    private static int[] sorted(byte[][] byId) {
        return IntStream.range(0, byId.length)
                .filter(id -> byId[id].length > 0)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(byId[a], byId[b]))
                .mapToInt(id -> id)
                .toArray();
    }

    /** One more than the largest id. */
    int size() {
        return byId.length;
    }

    /** The bytes of a token; none if it is no text. */
    byte[] bytes(int id) {
        return byId[id];
    }

    /** Whether a byte is a token by itself. */
    boolean spells(int value) {
        return singles.get(value);
    }

    /** The tokens that may follow. */
    BitSet allowed(Automaton.State from) {
        BitSet allowed = new BitSet(byId.length);
        Automaton.State[] reached = new Automaton.State[16];
        int read = 0; // bytes of the token before that were read
        for (int i = 0; i < ids.length; i++) {
            if (shared[i] > read) {
                continue; // it begins with what was refused
            }
            int begin = begins[i];
            int length = begins[i + 1] - begin;
            if (length > reached.length) {
                reached = Arrays.copyOf(reached, length);
            }
            read = shared[i];
            Automaton.State state = read == 0 ? from : reached[read - 1];
            while (read < length) {
                Automaton.State next = state.after(text[begin + read] & 0xFF);
                if (next == null) {
                    break;
                }
                reached[read++] = next;
                state = next;
            }
            if (read == length) {
                allowed.set(ids[i]);
            }
        }
        return allowed;
    }
}
