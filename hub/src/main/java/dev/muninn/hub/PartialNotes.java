package dev.muninn.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a partial file, written beside it: four lines of text.
 *
 * @param size bytes of the whole file
 * @param segment bytes of a segment; the last may be shorter
 * @param owner who writes; null where nobody does
 * @param done bytes of each segment that are there, from its beginning
 */
record PartialNotes(long size, long segment, @Nullable Owner owner, long[] done) {
    private static final String HEADING = "muninn partial file 1";
    private static final Duration STALE = Duration.ofMinutes(10);
    private static final int MOST_SEGMENTS = 1 << 20;

    /** How many segments there are. */
    static int segments(long size, long segment) {
        return Math.toIntExact(Math.max(1, (size + segment - 1) / segment));
    }

    /** Bytes of segment {@code index}. */
    long length(int index) {
        return Math.min(segment, size - index * segment);
    }

    /** Writes the notes whole or not at all. */
    void write(Path file) throws IOException {
        String counts = Arrays.stream(done).mapToObj(Long::toString).collect(Collectors.joining(" "));
        String text =
                String.join("\n", HEADING, size + " " + segment, owner == null ? "nobody" : owner.text(), counts, "");
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads notes; empty where they are not ours, or make no sense. */
    static Optional<PartialNotes> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 4
                    || !lines.getFirst().equals(HEADING)
                    || !lines.get(1).matches("\\d{1,18} \\d{1,18}")) {
                return Optional.empty();
            }
            String[] numbers = lines.get(1).split(" ", -1);
            Owner owner = Owner.parse(lines.get(2)).orElse(null);
            if (!lines.get(3).matches("\\d{1,18}( \\d{1,18})*") || lines.get(3).length() > 20 * MOST_SEGMENTS) {
                return Optional.empty();
            }
            long[] done = Arrays.stream(lines.get(3).split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            PartialNotes notes = new PartialNotes(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), owner, done);
            return notes.sound() ? Optional.of(notes) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean sound() {
        if (segment < 1 || done.length != segments(size, segment)) {
            return false;
        }
        for (int i = 0; i < done.length; i++) {
            if (done[i] > length(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody writes the file any more: its owner has left it or ended, or has been silent for long on another machine. */
    boolean abandoned(Path file) {
        Owner writer = owner;
        if (writer == null) {
            return true;
        }
        if (writer.onThisHost()) {
            return !writer.alive();
        }
        try {
            FileTime last = Files.getLastModifiedTime(file);
            return last.toInstant().plus(STALE).isBefore(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartialNotes notes
                && notes.size == size
                && notes.segment == segment
                && Objects.equals(notes.owner, owner)
                && Arrays.equals(notes.done, done);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) + Arrays.hashCode(done);
    }

    @Override
    public String toString() {
        return "PartialNotes[" + size + ", " + Arrays.toString(done) + "]";
    }
}
