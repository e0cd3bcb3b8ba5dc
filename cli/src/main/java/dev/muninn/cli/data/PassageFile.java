package dev.muninn.cli.data;

import dev.muninn.eval.benchmark.Passage;
import dev.muninn.train.files.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** A gzipped JSONL file of passages that is there when it is whole. */
public final class PassageFile implements Consumer<Passage>, AutoCloseable {
    private final AtomicFile file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GZIPOutputStream packed;
    private final boolean plain;
    private int passages;
    private int questions;

    /**
     * Begins a file.
     *
     * @param plain whether passages become plain text, which does not say what an answer is
     */
    public PassageFile(Path target, boolean plain) {
        this.plain = plain;
        file = AtomicFile.create(target);
        try {
            packed = new GZIPOutputStream(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory: cannot be
        }
    }

    @Override
    public void accept(Passage passage) {
        passages++;
        questions += (int) passage.turns().stream().filter(Passage.Turn::asked).count();
        try {
            packed.write(((plain ? passage.toPlainJson() : passage.toJson()) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passages written. */
    public int passages() {
        return passages;
    }

    /** Questions in them. */
    public int questions() {
        return questions;
    }

    /** Completes the file. */
    public void commit() {
        try {
            packed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.append(ByteBuffer.wrap(bytes.toByteArray()));
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
