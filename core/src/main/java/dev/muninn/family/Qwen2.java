package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * Qwen2 and Qwen2.5 (Yang et al. 2024, arXiv:2407.10671): Llama's block with a bias on queries, keys and values, for which the
 * config has no key.
 *
 * <pre>
 * logits = head · rms(blocks(embedding[token]))
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) rotate
 * </pre>
 */
final class Qwen2 implements Family {
    @Override
    public String name() {
        return "qwen2";
    }

    @Override
    public Architecture read(JsonFields json) {
        return LlamaKeys.read(
                json,
                LlamaKeys.Own.dense(name(), Attention.Bias.QKV, false)
                        .with(OptionalInt.empty(), LlamaKeys.qwenWindow(json)));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "Qwen2ForCausalLM", json);
        json.put("use_sliding_window", false);
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return LlamaKeys.stored(param);
    }
}
