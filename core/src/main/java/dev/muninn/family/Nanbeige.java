package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Architecture.Norms;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nanbeige 4.2 (arXiv:2607.22083): Llama's stack, passed through {@code num_loops} times, each pass with keys and values of its own.
 *
 * <pre>
 * s = rms(blocks(s)), num_loops times; first embedding[token]; without the norm where skip_loop_final_norm
 * logits = head · s, after one norm at least
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) rotate
 * </pre>
 */
final class Nanbeige implements Family {
    private static final List<String> ABSENT = List.of(
            "enable_double_loop_split",
            "loop_share_kv",
            "enable_hyper_connection",
            "enable_mhc",
            "enable_depth_attention",
            "qk_layernorm");

    @Override
    public String name() {
        return "nanbeige";
    }

    @Override
    public Architecture read(JsonFields json) {
        ABSENT.forEach(key -> json.expectNeutral(key, false));
        json.expectAbsent("emb_neighbor_num", "embeddings of neighbouring tokens");
        boolean skip = json.boolOr("skip_loop_final_norm", false);
        Loop loop = Loop.of(
                new Depth.Fixed(json.integerOr("num_loops", 1, 1, Sizes.RECURRENCE)), Injection.NONE, Loop.Start.INPUT);
        return LlamaKeys.read(
                json,
                LlamaKeys.Own.dense(name(), LlamaKeys.attentionBias(json), false)
                        .looped(Norms.PRE, skip ? FinalNorm.BEFORE_HEAD : FinalNorm.EACH_PASS, loop));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "NanbeigeForCausalLM", json);
        json.put("num_loops", facts.loop().depth().mean());
        json.put("skip_loop_final_norm", facts.finalNorm() == FinalNorm.BEFORE_HEAD);
        json.put("attention_bias", facts.attention().bias() == Attention.Bias.QKVO);
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return LlamaKeys.stored(param);
    }
}
