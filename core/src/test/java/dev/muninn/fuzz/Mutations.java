package dev.muninn.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Many inputs that are nearly right: good ones with bytes changed, left out, repeated, or with pieces of one another. The
 * same ones every time, and fast enough for every build; Jazzer looks further when it is asked to.
 */
public final class Mutations {
    private static final int MOST_EDITS = 4;
    private static final int LONGEST_PIECE = 24;

    private final List<byte[]> seeds;
    private final SplittableRandom random;

    private Mutations(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.random = new SplittableRandom(seed);
    }

    /** Hands {@code count} mutations of {@code seeds} to {@code target}, which throws if it does not like its answer. */
    public static void run(List<byte[]> seeds, long count, Consumer<byte[]> target) {
        Mutations mutations = new Mutations(seeds, 1);
        for (long i = 0; i < count; i++) {
            target.accept(mutations.next());
        }
    }

    private byte[] next() {
        byte[] input = seed();
        for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
            input = edit(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    /** Replaces a piece of {@code input}, perhaps an empty one, with something else. */
    private byte[] edit(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + pieceLength());
        ByteArrayOutputStream edited = new ByteArrayOutputStream();
        edited.write(input, 0, from);
        switch (random.nextInt(4)) {
            case 0 -> {
                // left out
            }
            case 1 -> edited.write(random.nextInt(256));
            case 2 -> writePiece(seed(), edited);
            default -> {
                writePiece(input, edited);
                to = from;
            }
        }
        edited.write(input, to, input.length - to);
        return edited.toByteArray();
    }

    private void writePiece(byte[] source, ByteArrayOutputStream target) {
        int from = random.nextInt(source.length + 1);
        target.write(source, from, Math.min(source.length - from, pieceLength()));
    }

    private int pieceLength() {
        return random.nextInt(1 + random.nextInt(LONGEST_PIECE));
    }
}
