package dev.muninn.eval.proof;

import dev.muninn.Engine;
import dev.muninn.generate.DepthScan;
import dev.muninn.generate.Generator;
import dev.muninn.model.RecurrentModel;
import java.util.HashSet;
import java.util.Set;

/** A model under examination, with what asks it; closed by whoever opened it. */
public final class Subject implements AutoCloseable {
    /** Small models go through the cores fastest in blocks that fill the caches, measured at width 128. */
    private static final int BLOCK_ROWS = 256;

    private static final long KV_LIMIT = 4L << 30;

    private final String name;
    private final RecurrentModel model;
    private final Codec codec;
    private final Set<Integer> stopTokens;
    private final AutoCloseable owned;
    private final Generator generator;
    private final DepthScan scan;

    /**
     * @param stopTokens what ends a reply; a line feed ends an answer too
     * @param owned closed with this
     */
    public Subject(String name, RecurrentModel model, Codec codec, Set<Integer> stopTokens, AutoCloseable owned) {
        this.name = name;
        this.model = model;
        this.codec = codec;
        this.stopTokens = Set.copyOf(stopTokens);
        this.owned = owned;
        this.generator = new Generator(model, BLOCK_ROWS, KV_LIMIT);
        this.scan = new DepthScan(model, BLOCK_ROWS, KV_LIMIT);
    }

    /** A loaded model; its engine is closed with the subject. */
    public static Subject of(String name, Engine engine) {
        return new Subject(
                name, engine.model(), Codec.of(engine.tokenizer()), new HashSet<>(engine.stopTokens()), engine);
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

    public Set<Integer> stopTokens() {
        return stopTokens;
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
