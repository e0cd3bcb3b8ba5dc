package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Architecture.Norms;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Rope;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import dev.muninn.config.SpecialTokens;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Raven, the family of Huginn-0125 (Geiping et al. 2025, arXiv:2502.05171).
 *
 * <pre>
 * e = prelude(embedding[token] · sqrt(C))
 * s = core(A · concat(s, e)), repeated; first noise
 * logits = head · rms(coda(rms(s; ln_f)); ln_f)
 * block: x = rms(x + attn(rms(x))); x = rms(x + mlp(rms(x))); pairs (2i, 2i+1) rotate, a bias on queries and keys
 * </pre>
 *
 * Ours may have, in the prelude instead of attention, a short causal convolution on the residual stream, a Canon layer (Allen-Zhu
 * 2025, Physics of Language Models 4.1): {@code x = x + conv(x)}.
 */
final class Raven implements Family {
    /** Not a key of the reference's. */
    private static final String TAPS = "short_conv_taps";

    @Override
    public String name() {
        return "huginn_raven";
    }

    @Override
    public Architecture read(JsonFields json) {
        RavenKeys.refuse(json);
        json.expectAbsent("rope_scaling", "scaled rotary angles of this family");
        json.alias("rope_base", "rope_theta");
        int width = RavenKeys.width(json);
        int heads = RavenKeys.heads(json);
        RavenKeys.checkScale(json, width);
        RavenKeys.checkHeadWidth(json, width, heads);
        Stack prelude =
                new Stack(json.integer("n_layers_in_prelude", 0, Sizes.BLOCKS), json.integerOr(TAPS, 0, 0, Sizes.TAPS));
        Attention attention = json.checked(() -> new Attention(
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                width / heads,
                new Rope(Rope.Pairs.ADJACENT, json.number("rope_base"), Rope.Scaling.NONE),
                json.bool("qk_bias") ? Attention.Bias.QK : Attention.Bias.NONE,
                false));
        return json.checked(() -> new Architecture(
                name(),
                RavenKeys.vocab(json),
                width,
                json.integer("block_size", 1, Sizes.POSITIONS),
                (float) json.number("norm_eps"),
                (float) Math.sqrt(width),
                Keys.tied(json, true),
                attention,
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                Norms.POST_SUM,
                FinalNorm.AROUND_CODA,
                prelude,
                Stack.of(json.integer("n_layers_in_recurrent_block", 1, Sizes.BLOCKS)),
                Stack.of(json.integer("n_layers_in_coda", 0, Sizes.BLOCKS)),
                Loop.of(RavenKeys.depth(json), Injection.LINEAR, Loop.Start.NOISE),
                SpecialTokens.from(json)));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        RavenKeys.write(facts, json);
        json.put("rope_base", facts.attention().rope().base());
        if (facts.prelude().taps() > 0) {
            json.put(TAPS, facts.prelude().taps());
        }
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        String at = RavenKeys.at(param);
        return switch (param.tensor()) {
            case NORM_1 -> Stored.whole(param, at + "norm_1.weight");
            case QKV_BIAS -> List.of(biases(facts.attention(), at + "attn.qk_bias"));
            case NORM_2 -> Stored.whole(param, at + "norm_2.weight");
            case TAPS -> Stored.whole(param, at + "conv.weight");
            case NORM_3 -> Stored.whole(param, at + "norm_3.weight");
            case NORM_4 -> Stored.whole(param, at + "norm_4.weight");
            default -> RavenKeys.stored(param);
        };
    }

    private static Stored biases(Attention attention, String name) {
        return new Stored(name, List.of(2L, 1L, (long) attention.heads(), (long) attention.headWidth()));
    }
}
