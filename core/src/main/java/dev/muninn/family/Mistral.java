package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mistral (Jiang et al. 2023, arXiv:2310.06825): Llama's block without any bias.
 *
 * <pre>
 * logits = head · rms(blocks(embedding[token]))
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) rotate
 * </pre>
 *
 * Where it has a sliding window, the context ends at the window: up to there the window hides nothing.
 */
final class Mistral implements Family {
    @Override
    public String name() {
        return "mistral";
    }

    @Override
    public Architecture read(JsonFields json) {
        return LlamaKeys.read(
                json,
                LlamaKeys.Own.dense(name(), Attention.Bias.NONE, false)
                        .with(OptionalInt.empty(), LlamaKeys.window(json)));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "MistralForCausalLM", json);
        json.putNull("sliding_window");
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return LlamaKeys.stored(param);
    }
}
