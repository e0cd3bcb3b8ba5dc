package dev.muninn.sampling.grammar;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that text is made of, by their bytes. Sorted, so that tokens with a common beginning stand together and an automaton
 * reads that beginning once: 65,000 tokens are masked in about a millisecond. Immutable; one serves a whole model.
 */
public final class TokenTable {
    private final byte[][] byId;
    /** In the order of their bytes. */
    private final int[] ids;

    private final byte[][] bytes;
    /** Bytes that a token shares with the one before it. */
    private final int[] shared;

    /**
     * @param size one more than the largest id
     * @param bytesOf a token's bytes; null or none for a token that is no text, such as a special token
     */
    public TokenTable(int size, IntFunction<byte @Nullable []> bytesOf) {
        byte[][] all = new byte[size][];
        this.byId = all;
        int count = 0;
        for (int id = 0; id < size; id++) {
            byte[] found = bytesOf.apply(id);
            all[id] = found == null ? new byte[0] : found;
            count += all[id].length > 0 ? 1 : 0;
        }
        Integer[] sorted = new Integer[count];
        int next = 0;
        for (int id = 0; id < size; id++) {
            if (all[id].length > 0) {
                sorted[next++] = id;
            }
        }
        Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(all[a], all[b]));
        this.ids = new int[count];
        this.bytes = new byte[count][];
        this.shared = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = sorted[i];
            bytes[i] = all[ids[i]];
            int differs = i == 0 ? 0 : Arrays.mismatch(bytes[i - 1], bytes[i]);
            shared[i] = differs < 0 ? bytes[i].length : differs;
        }
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
        byte[] wanted = {(byte) value};
        for (byte[] token : bytes) {
            if (Arrays.equals(token, wanted)) {
                return true;
            }
        }
        return false;
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
            byte[] token = bytes[i];
            if (token.length > reached.length) {
                reached = Arrays.copyOf(reached, token.length);
            }
            read = shared[i];
            Automaton.State state = read == 0 ? from : reached[read - 1];
            while (read < token.length) {
                Automaton.State next = state.after(token[read] & 0xFF);
                if (next == null) {
                    break;
                }
                reached[read++] = next;
                state = next;
            }
            if (read == token.length) {
                allowed.set(ids[i]);
            }
        }
        return allowed;
    }
}
