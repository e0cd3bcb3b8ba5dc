package dev.muninn.train.bpe;

import dev.muninn.train.bpe.Bpe.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The bytes of the tokens found so far, as Latin-1 text. */
final class Spellings {
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    Spellings() {
        for (int value = 0; value < Bpe.BYTES; value++) {
            keep(new String(new byte[] {(byte) value}, StandardCharsets.ISO_8859_1));
        }
    }

    /** Whether what {@code merge} makes is new; if so it is kept. */
    boolean add(Merge merge) {
        String joined = tokens.get(merge.left()) + tokens.get(merge.right());
        return !known.contains(joined) && keep(joined);
    }

    private boolean keep(String token) {
        tokens.add(token);
        return known.add(token);
    }
}
