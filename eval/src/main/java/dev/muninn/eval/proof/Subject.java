package dev.muninn.eval.proof;

import dev.muninn.Engine;
import dev.muninn.generate.DepthScan;
import dev.muninn.generate.Generator;
import dev.muninn.model.RecurrentModel;

/** A model under examination, with what asks it; closed by whoever opened it. */
public final class Subject implements AutoCloseable {
    /** Small models go through the cores fastest in blocks that fill the caches, measured at width 128. */
    private static final int BLOCK_ROWS = 256;

    private static final long KV_LIMIT = 4L << 30;

    private final String name;
    private final RecurrentModel model;
    private final Codec codec;
    private final AutoCloseable owned;
    private final Generator generator;
    private final DepthScan scan;

    /** @param owned closed with this */
    public Subject(String name, RecurrentModel model, Codec codec, AutoCloseable owned) {
        this.name = name;
        this.model = model;
        this.codec = codec;
        this.owned = owned;
        this.generator = new Generator(model, BLOCK_ROWS, KV_LIMIT);
        this.scan = new DepthScan(model, BLOCK_ROWS, KV_LIMIT);
    }

    /** A loaded model; its engine is closed with the subject. */
    public static Subject of(String name, Engine engine) {
        return new Subject(name, engine.model(), Codec.of(engine.tokenizer()), engine);
    }

    public String name() {
        return name;
    }

    public RecurrentModel model() {
        return model;
    }

    public Codec codec() {
        return codec;
    }

    public Generator generator() {
        return generator;
    }

    public DepthScan scan() {
        return scan;
    }

    /** Blocks that a position passes at {@code recurrences}. */
    public int blocksAt(int recurrences) {
        return model.config().blocksAt(recurrences);
    }

    @Override
    public void close() {
        generator.close();
        scan.close();
        try {
            owned.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
