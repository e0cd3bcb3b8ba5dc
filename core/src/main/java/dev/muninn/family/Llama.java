package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Llama (Touvron et al. 2023, arXiv:2302.13971; Grattafiori et al. 2024, arXiv:2407.21783) and SmolLM2: a dense model.
 *
 * <pre>
 * logits = head · rms(blocks(embedding[token]))
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) rotate, from 3.1 on with scaled frequencies
 * </pre>
 */
final class Llama implements Family {
    @Override
    public String name() {
        return "llama";
    }

    @Override
    public Architecture read(JsonFields json) {
        return LlamaKeys.read(json, LlamaKeys.Own.dense(name(), LlamaKeys.attentionBias(json), false));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "LlamaForCausalLM", json);
        json.put("attention_bias", facts.attention().bias() == Attention.Bias.QKVO);
        json.put("mlp_bias", false);
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return LlamaKeys.stored(param);
    }
}
