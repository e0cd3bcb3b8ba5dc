package dev.muninn.model;

import static dev.muninn.model.Scratch.Use.ATTENDED;
import static dev.muninn.model.Scratch.Use.CONCAT;
import static dev.muninn.model.Scratch.Use.GATED;
import static dev.muninn.model.Scratch.Use.GATE_UP;
import static dev.muninn.model.Scratch.Use.NORMED;
import static dev.muninn.model.Scratch.Use.PROJECTED;
import static dev.muninn.model.Scratch.Use.QKV;
import static dev.muninn.model.Scratch.Use.STREAM;

import dev.muninn.cache.KvGeometry;
import dev.muninn.config.RavenConfig;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.Weight;
import dev.muninn.sampling.CounterRandom;
import dev.muninn.weights.RavenTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Raven, the family of Huginn-0125 (Geiping et al. 2025, arXiv:2502.05171): prelude, a core of sandwich-norm blocks with a
 * learned adapter, coda. {@code ln_f} is used twice, before the coda and before the tied head.
 */
public final class RavenModel implements RecurrentModel {
    private final RavenConfig config;
    private final Kernels kernels;
    private final CachedAttention attention;
    private final Weight embedding; // (V, C)
    private final Weight head; // (V, C), the embedding itself where tied
    private final Weight adapter; // (C, 2C), state first
    private final float[] finalNorm; // (C)
    private final List<Block> prelude;
    private final List<Block> core;
    private final List<Block> coda;
    private final float embeddingScale;

    /** One block's weights: H query heads, G key-value heads, D head width, C width, I MLP width. */
    private record Block(
            Mixer mixer,
            float[] norm3, // (C)
            Weight gateUp, // (2I, C)
            Weight down, // (C, I)
            float[] norm4) {} // (C)

    /** How a block brings in other positions. */
    private sealed interface Mixer {}

    private record Attention(
            BlockPlace place,
            float[] norm1, // (C)
            Weight qkv, // ((H + 2G)·D, C)
            float @Nullable [] qkBias, // ((H + G)·D)
            Weight out, // (C, C)
            float[] norm2) // (C)
            implements Mixer {}

    /** Instead of attention, in the prelude alone, which runs once a token: nothing to look back at inside the loop. */
    private record ShortConvolution(Convolution convolution) implements Mixer {}

    public RavenModel(RavenConfig config, Kernels kernels, WeightLoader weights) {
        this.config = config;
        this.kernels = kernels;
        this.attention = new CachedAttention(
                kernels,
                new Rope(Rope.Pairs.ADJACENT, config.headWidth(), config.ropeBase()),
                config.heads(),
                config.kvHeads(),
                config.headWidth());
        this.embedding = weights.matrix("transformer.wte.weight", config.vocab(), config.width());
        this.head =
                config.tiedEmbeddings() ? embedding : weights.matrix("lm_head.weight", config.vocab(), config.width());
        this.prelude = blocks(weights, "transformer.prelude.", config.preludeBlocks(), BlockPlace.Prelude::new);
        this.adapter = weights.matrix("transformer.adapter.weight", config.width(), 2 * config.width());
        this.core = blocks(weights, "transformer.core_block.", config.coreBlocks(), BlockPlace.Core::new);
        this.coda = blocks(weights, "transformer.coda.", config.codaBlocks(), BlockPlace.Coda::new);
        this.finalNorm = weights.vector("transformer.ln_f.weight", config.width());
        this.embeddingScale = (float) Math.sqrt(config.width());
    }

    private List<Block> blocks(WeightLoader weights, String prefix, int count, IntFunction<BlockPlace> place) {
        int width = config.width();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String at = prefix + i + ".";
            blocks.add(new Block(
                    mixer(weights, at, place.apply(i)),
                    weights.vector(at + "norm_3.weight", width),
                    weights.matrix(at + "mlp.fc.weight", 2 * config.mlpWidth(), width),
                    weights.matrix(at + "mlp.proj.weight", width, config.mlpWidth()),
                    weights.vector(at + "norm_4.weight", width)));
        }
        return blocks;
    }

    private Mixer mixer(WeightLoader weights, String at, BlockPlace place) {
        int width = config.width();
        int taps = config.convolutionTaps();
        if (taps > 0 && place instanceof BlockPlace.Prelude(int block)) {
            float[] taken = weights.vector(RavenTensors.convolution(at), taps, width);
            return new ShortConvolution(new Convolution(kernels, block, taken, taps, width));
        }
        int heads = config.heads();
        int kvHeads = config.kvHeads();
        return new Attention(
                place,
                weights.vector(at + "norm_1.weight", width),
                weights.matrix(at + "attn.Wqkv.weight", (heads + 2 * kvHeads) * config.headWidth(), width),
                config.qkBias() ? weights.vector(at + "attn.qk_bias", 2, 1, heads, config.headWidth()) : null,
                weights.matrix(at + "attn.proj.weight", width, width),
                weights.vector(at + "norm_2.weight", width));
    }

    @Override
    public void embed(List<Row> rows, Scratch scratch) {
        int width = config.width();
        float[] x = scratch.get(STREAM, rows.size() * width); // (M, C)
        for (int m = 0; m < rows.size(); m++) {
            embedding.readRow(rows.get(m).token, x, m * width);
            for (int i = m * width; i < (m + 1) * width; i++) {
                x[i] *= embeddingScale;
            }
        }
        run(prelude, x, rows, scratch);
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(x, m * width, rows.get(m).input, 0, width);
        }
    }

    @Override
    public void initState(Row row, StateInit init, long seed) {
        switch (init) {
            case ZERO -> Arrays.fill(row.state, 0f);
            case NOISE -> {
                float std = (float) Math.sqrt(2.0 / (5.0 * config.width())) * embeddingScale;
                CounterRandom.fillTruncatedNormal(seed, row.position, std, row.state, 0, config.width());
            }
        }
    }

    @Override
    public void coreStep(List<Row> rows, Scratch scratch) {
        int width = config.width();
        float[] both = scratch.get(CONCAT, rows.size() * 2 * width); // (M, 2C): state, then input
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(rows.get(m).state, 0, both, m * 2 * width, width);
            System.arraycopy(rows.get(m).input, 0, both, m * 2 * width + width, width);
        }
        float[] x = scratch.get(STREAM, rows.size() * width); // (M, C)
        kernels.matmul(x, both, rows.size(), adapter);
        run(core, x, rows, scratch);
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(x, m * width, rows.get(m).state, 0, width);
            rows.get(m).step++;
        }
    }

    @Override
    public void readout(List<Row> rows, Scratch scratch) {
        int width = config.width();
        float[] x = scratch.get(STREAM, rows.size() * width); // (M, C)
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(rows.get(m).state, 0, x, m * width, width);
        }
        kernels.rmsNorm(x, x, finalNorm, rows.size(), width, config.normEps());
        run(coda, x, rows, scratch);
        kernels.rmsNorm(x, x, finalNorm, rows.size(), width, config.normEps());
        Head.project(kernels, head, x, rows, scratch);
    }

    private void run(List<Block> blocks, float[] x, List<Row> rows, Scratch scratch) {
        for (int b = 0; b < blocks.size(); b++) {
            block(blocks.get(b), x, rows, scratch);
        }
    }

    /**
     * Sandwich block: x = rms(x + attn(rms(x))), or x = x + conv(x); then x = rms(x + mlp(rms(x))). {@code x} (M, C) in place.
     */
    private void block(Block block, float[] x, List<Row> rows, Scratch scratch) {
        switch (block.mixer) {
            case Attention weights -> attend(weights, x, rows, scratch);
            case ShortConvolution(Convolution convolution) -> convolution.apply(x, rows, scratch);
        }
        int count = rows.size();
        int width = config.width();
        float eps = config.normEps();
        float[] normed = scratch.get(NORMED, count * width); // (M, C)
        float[] projected = scratch.get(PROJECTED, count * width); // (M, C)
        float[] gateUp = scratch.get(GATE_UP, count * 2 * config.mlpWidth()); // (M, 2I)
        float[] gated = scratch.get(GATED, count * config.mlpWidth()); // (M, I)
        kernels.rmsNorm(normed, x, block.norm3, count, width, eps);
        kernels.matmul(gateUp, normed, count, block.gateUp);
        kernels.swiGlu(gated, gateUp, count, config.mlpWidth());
        kernels.matmul(projected, gated, count, block.down);
        kernels.addRmsNorm(x, x, projected, block.norm4, count, width, eps);
    }

    private void attend(Attention weights, float[] x, List<Row> rows, Scratch scratch) {
        int count = rows.size();
        int width = config.width();
        float eps = config.normEps();
        float[] normed = scratch.get(NORMED, count * width); // (M, C)
        float[] qkv = scratch.get(QKV, count * attention.qkvWidth()); // (M, (H + 2G)·D)
        float[] attended = scratch.get(ATTENDED, count * width); // (M, C)
        float[] projected = scratch.get(PROJECTED, count * width); // (M, C)
        kernels.rmsNorm(normed, x, weights.norm1, count, width, eps);
        kernels.matmul(qkv, normed, count, weights.qkv);
        attention.forward(attended, qkv, weights.qkBias, rows, weights.place, scratch);
        kernels.matmul(projected, attended, count, weights.out);
        kernels.addRmsNorm(x, x, projected, weights.norm2, count, width, eps);
    }

    @Override
    public void normedState(Row row, float[] out) {
        kernels.rmsNorm(out, row.state, finalNorm, 1, config.width(), config.normEps());
    }

    @Override
    public boolean injectsInput() {
        return true;
    }

    @Override
    public KvGeometry kvGeometry(KvFormat format) {
        return new KvGeometry(
                prelude.size(),
                core.size(),
                coda.size(),
                config.kvHeads() * config.headWidth(),
                config.historyWidth(),
                format);
    }

    @Override
    public RavenConfig config() {
        return config;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }
}
