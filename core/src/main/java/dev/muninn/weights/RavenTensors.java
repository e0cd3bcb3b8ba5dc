package dev.muninn.weights;

import dev.muninn.config.RavenConfig;
import dev.muninn.weights.Expected.Kind;
import dev.muninn.weights.Expected.Part;
import java.util.ArrayList;
import java.util.List;

/** Names and shapes of a Raven checkpoint. */
public final class RavenTensors {
    public static final String EMBEDDING = "transformer.wte.weight";
    public static final String ADAPTER = "transformer.adapter.weight";
    public static final String FINAL_NORM = "transformer.ln_f.weight";
    public static final String HEAD = "lm_head.weight";

    private RavenTensors() {}

    /** What the tensors of prelude block {@code i} start with, dot included. */
    public static String prelude(int i) {
        return "transformer.prelude." + i + ".";
    }

    /** What the tensors of core block {@code i} start with, dot included. */
    public static String core(int i) {
        return "transformer.core_block." + i + ".";
    }

    /** What the tensors of coda block {@code i} start with, dot included. */
    public static String coda(int i) {
        return "transformer.coda." + i + ".";
    }

    public static List<Expected> of(RavenConfig config) {
        List<Expected> all = new ArrayList<>();
        int width = config.width();
        all.add(Expected.of(EMBEDDING, Part.EMBEDDING, Kind.MATRIX, config.vocab(), width));
        for (int i = 0; i < config.preludeBlocks(); i++) {
            addBlock(all, config, prelude(i), Part.PRELUDE);
        }
        all.add(Expected.of(ADAPTER, Part.ADAPTER, Kind.MATRIX, width, 2L * width));
        for (int i = 0; i < config.coreBlocks(); i++) {
            addBlock(all, config, core(i), Part.CORE);
        }
        for (int i = 0; i < config.codaBlocks(); i++) {
            addBlock(all, config, coda(i), Part.CODA);
        }
        all.add(Expected.of(FINAL_NORM, Part.HEAD, Kind.NORM, width));
        all.add(
                config.tiedEmbeddings()
                        ? Expected.redundant(HEAD, Part.HEAD, config.vocab(), width)
                        : Expected.of(HEAD, Part.HEAD, Kind.MATRIX, config.vocab(), width));
        all.add(Expected.redundant("freqs_cis", Part.HEAD, 1, config.maxPositions(), 1, config.headWidth() / 2, 2));
        return all;
    }

    /** The convolution's weights in a block whose names start with {@code block}: (taps, C), tap j for the position j back. */
    public static String convolution(String block) {
        return block + "conv.weight";
    }

    private static void addBlock(List<Expected> all, RavenConfig config, String block, Part part) {
        long width = config.width();
        if (part == Part.PRELUDE && config.convolutionTaps() > 0) {
            all.add(Expected.of(convolution(block), part, Kind.CONVOLUTION, config.convolutionTaps(), width));
        } else {
            addAttention(all, config, block, part);
        }
        all.add(Expected.of(block + "norm_3.weight", part, Kind.NORM, width));
        all.add(Expected.of(block + "mlp.fc.weight", part, Kind.MATRIX, 2L * config.mlpWidth(), width));
        all.add(Expected.of(block + "mlp.proj.weight", part, Kind.OUT_PROJECTION, width, config.mlpWidth()));
        all.add(Expected.of(block + "norm_4.weight", part, Kind.NORM, width));
    }

    private static void addAttention(List<Expected> all, RavenConfig config, String block, Part part) {
        long width = config.width();
        long heads = config.heads() + 2L * config.kvHeads();
        all.add(Expected.of(block + "norm_1.weight", part, Kind.NORM, width));
        all.add(Expected.of(block + "attn.Wqkv.weight", part, Kind.MATRIX, heads * config.headWidth(), width));
        if (config.qkBias()) {
            all.add(Expected.of(block + "attn.qk_bias", part, Kind.BIAS, 2, 1, config.heads(), config.headWidth()));
        }
        all.add(Expected.of(block + "attn.proj.weight", part, Kind.OUT_PROJECTION, width, width));
        all.add(Expected.of(block + "norm_2.weight", part, Kind.NORM, width));
    }
}
