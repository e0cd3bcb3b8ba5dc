package dev.muninn.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A blob on its way: {@code ETAG.XXXXXXXX.incomplete} with notes beside it. Every attempt has a name of its own, so that two
 * writers never share a file; one that was left behind, by {@code kill -9} or a broken line, is taken over with what it has. Python's
 * partial files have no notes, and are left alone.
 */
final class Partial implements AutoCloseable {
    private static final String INCOMPLETE = ".incomplete";
    private static final String NOTES = ".notes";
    private static final Duration DAY = Duration.ofDays(1);
    private static final long SAVE_NANOS = 300_000_000L;

    private final Path data;
    private final FileChannel channel;
    private final PartialNotes notes;
    private long lastSaved = System.nanoTime();
    private boolean gone;

    private Partial(Path data, FileChannel channel, PartialNotes notes) {
        this.data = data;
        this.channel = channel;
        this.notes = notes;
    }

    /** Takes over what is left of an earlier attempt at {@code etag}, or begins. */
    static Partial open(Path blobs, String etag, long size, long segment) throws IOException {
        Files.createDirectories(blobs);
        Path own = blobs.resolve(etag + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + INCOMPLETE);
        for (Path left : leftBehind(blobs, etag)) {
            Optional<PartialNotes> notes = PartialNotes.read(notes(left));
            if (notes.isPresent() && notes.get().size() == size && notes.get().abandoned(notes(left))) {
                Files.move(left, own, StandardCopyOption.ATOMIC_MOVE);
                Files.deleteIfExists(notes(left));
                return opened(
                        own,
                        new PartialNotes(
                                size,
                                notes.get().segment(),
                                Owner.self(),
                                notes.get().done()));
            }
        }
        return opened(
                own, new PartialNotes(size, segment, Owner.self(), new long[PartialNotes.segments(size, segment)]));
    }

    private static Partial opened(Path data, PartialNotes notes) throws IOException {
        FileChannel channel =
                FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        for (int i = 0; i < notes.done().length; i++) { // notes are never ahead of the file, unless someone cut it
            long there = Math.max(0, channel.size() - i * notes.segment());
            notes.done()[i] = Math.min(notes.done()[i], there);
        }
        Partial partial = new Partial(data, channel, notes);
        partial.save();
        return partial;
    }

    /** Our partial files for {@code etag}. */
    static List<Path> leftBehind(Path blobs, String etag) throws IOException {
        if (!Files.isDirectory(blobs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(blobs)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(etag + ".") && name.endsWith(INCOMPLETE) && Files.exists(notes(file));
                    })
                    .sorted()
                    .toList();
        }
    }

    /** Bytes that an attempt at {@code etag} could take over. */
    static long bytesLeft(Path blobs, String etag, long size) throws IOException {
        for (Path left : leftBehind(blobs, etag)) {
            Optional<PartialNotes> notes = PartialNotes.read(notes(left));
            if (notes.isPresent() && notes.get().size() == size && notes.get().abandoned(notes(left))) {
                return Arrays.stream(notes.get().done()).sum();
            }
        }
        return 0;
    }

    static boolean isPartial(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(INCOMPLETE)
                || name.endsWith(INCOMPLETE + NOTES)
                || name.endsWith(INCOMPLETE + NOTES + ".new");
    }

    /** Whether nobody writes a partial file; of Python's, which have no notes, one that nobody has written to for a day. */
    static boolean idle(Path file) {
        String name = file.getFileName().toString();
        int end = name.indexOf(INCOMPLETE) + INCOMPLETE.length();
        Path notes = notes(file.resolveSibling(name.substring(0, end)));
        Optional<PartialNotes> known = PartialNotes.read(notes);
        try {
            return known.isPresent()
                    ? known.get().abandoned(notes)
                    : Files.getLastModifiedTime(file).toInstant().plus(DAY).isBefore(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }

    static Path notes(Path data) {
        return data.resolveSibling(data.getFileName() + NOTES);
    }

    Path data() {
        return data;
    }

    int segments() {
        return notes.done().length;
    }

    long size() {
        return notes.size();
    }

    /** Where segment {@code index} begins in the file. */
    long start(int index) {
        return index * notes.segment();
    }

    long length(int index) {
        return notes.length(index);
    }

    synchronized long done(int index) {
        return notes.done()[index];
    }

    synchronized long done() {
        return Arrays.stream(notes.done()).sum();
    }

    /** Appends to segment {@code index}. */
    void append(int index, ByteBuffer bytes) throws IOException {
        long position = start(index) + done(index);
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        synchronized (this) {
            notes.done()[index] += count;
            if (System.nanoTime() - lastSaved > SAVE_NANOS) {
                save();
            }
        }
    }

    /** Everything again from the start. */
    synchronized void restart() throws IOException {
        Arrays.fill(notes.done(), 0);
        save();
    }

    private synchronized void save() throws IOException {
        notes.write(notes(data));
        lastSaved = System.nanoTime();
    }

    /** Makes the file a blob; it is whole and looked at. */
    void become(Path blob) throws IOException {
        channel.force(true);
        channel.close();
        Files.move(data, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(notes(data));
        gone = true;
    }

    /** Deletes it: its bytes are wrong. */
    void discard() throws IOException {
        gone = true;
        channel.close();
        Files.deleteIfExists(notes(data));
        Files.deleteIfExists(data);
    }

    /** Leaves what has come to the next attempt. */
    @Override
    public synchronized void close() throws IOException {
        channel.close();
        if (!gone) {
            new PartialNotes(notes.size(), notes.segment(), null, notes.done()).write(notes(data));
        }
    }
}
