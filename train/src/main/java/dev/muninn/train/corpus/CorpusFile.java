package dev.muninn.train.corpus;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.train.jsonl.JsonlFiles;
import dev.muninn.train.jsonl.JsonlLine;
import dev.muninn.weights.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A corpus that grows: lines of JSONL, and beside them {@code NAME.run.json} with the settings and with how far the lines go. A line that
 * was being written when the program was killed is cut off when the corpus is opened again.
 */
public final class CorpusFile implements AutoCloseable {
    private final Path notes;
    private final FileChannel channel;
    private final Map<String, String> settings;
    private final List<JsonlLine> found = new ArrayList<>();
    private long next;
    private long lines;

    private CorpusFile(Path file, Path notes, Map<String, String> settings) throws IOException {
        this.notes = notes;
        this.settings = new TreeMap<>(settings);
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Begins a corpus, or goes on with one that was begun with the same settings.
     *
     * @param settings everything that decides what the lines say
     */
    public static CorpusFile open(Path file, Map<String, String> settings) {
        Path notes = file.resolveSibling(file.getFileName() + ".run.json");
        boolean begun = Files.exists(notes);
        require(
                begun || !Files.exists(file),
                "%s: exists, but no %s that says how it was begun; name another file",
                file,
                notes.getFileName());
        try {
            CorpusFile corpus = new CorpusFile(file, notes, settings);
            try {
                if (begun) {
                    corpus.resume(file);
                }
                corpus.save();
                return corpus;
            } catch (RuntimeException | IOException e) {
                corpus.close();
                throw e;
            }
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be written (%s)".formatted(file, e), e);
        }
    }

    private void resume(Path file) throws IOException {
        JsonFields json = JsonFields.read(notes);
        Map<String, String> before = json.object("settings").strings();
        for (String key : settings.keySet()) {
            String was = before.getOrDefault(key, "absent");
            require(
                    was.equals(settings.get(key)),
                    "%s: was begun with %s %s, found %s; go on with the same, or name another file",
                    file,
                    key,
                    was,
                    settings.get(key));
        }
        next = (long) json.number("next");
        long bytes = (long) json.number("bytes");
        require(
                channel.size() >= bytes,
                "%s: has %d bytes, but %d were written; was it changed?",
                file,
                channel.size(),
                bytes);
        channel.truncate(bytes);
        channel.position(bytes);
        if (bytes > 0) {
            new JsonlFiles(List.of(file)).forEach(found::add);
        }
        lines = found.size();
    }

    /** The lines that were there when the corpus was opened. */
    public List<JsonlLine> found() {
        return List.copyOf(found);
    }

    public long lines() {
        return lines;
    }

    /** The item to go on with. */
    public long next() {
        return next;
    }

    /** Adds a line; durable after the next {@link #save}. */
    public void add(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new MuninnException("%s: a line cannot be written (%s)".formatted(notes.getParent(), e), e);
        }
        lines++;
    }

    /** Says that all items before {@code item} are done with. */
    public void done(long item) {
        next = item;
    }

    /** Makes durable what was added. */
    public void save() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        try {
            channel.force(false);
            json.put("next", next).put("bytes", channel.position());
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be written (%s)".formatted(notes, e), e);
        }
        settings.forEach(json.putObject("settings")::put);
        DurableFiles.replace(notes, JsonFields.toText(json).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be closed (%s)".formatted(notes, e), e);
        }
    }
}
