package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * Qwen3, the dense ones (Yang et al. 2025, arXiv:2505.09388): Llama's block with every query and key head normed before it is
 * rotated.
 *
 * <pre>
 * logits = head · rms(blocks(embedding[token]))
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) of rms(q; q_norm), rms(k; k_norm) rotate
 * </pre>
 */
final class Qwen3 implements Family {
    private static final OptionalInt HEAD_WIDTH = OptionalInt.of(128);

    @Override
    public String name() {
        return "qwen3";
    }

    @Override
    public Architecture read(JsonFields json) {
        return LlamaKeys.read(
                json,
                LlamaKeys.Own.dense(name(), LlamaKeys.attentionBias(json), true)
                        .with(HEAD_WIDTH, LlamaKeys.qwenWindow(json)));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "Qwen3ForCausalLM", json);
        json.put("attention_bias", facts.attention().bias() == Attention.Bias.QKVO);
        json.put("use_sliding_window", false);
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return LlamaKeys.stored(param);
    }
}
