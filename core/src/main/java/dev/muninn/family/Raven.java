package dev.muninn.family;

import dev.muninn.architecture.Architecture;
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
    static final String NAME = "huginn_raven";

    /** Not a key of the reference's. */
    private static final String TAPS = "short_conv_taps";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Architecture read(JsonFields json) {
        RavenKeys.refuse(json);
        double base = json.number("rope_base");
        Rope stated = Keys.rope(json, Rope.Pairs.ADJACENT, base, 1);
        json.require(
                stated.equals(new Rope(Rope.Pairs.ADJACENT, base, Rope.Scaling.NONE)),
                "rope_base",
                base,
                "what rope_theta, rope_scaling or rope_parameters beside it say: " + stated);
        int width = RavenKeys.width(json);
        int heads = RavenKeys.heads(json);
        RavenKeys.checkScale(json, width);
        RavenKeys.checkHeadWidth(json, width, heads);
        return json.checked(() -> RavenFacts.of(
                RavenKeys.vocab(json),
                width,
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                width / heads,
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                (float) json.number("norm_eps"),
                base,
                json.integer("block_size", 1, Sizes.POSITIONS),
                json.integer("n_layers_in_prelude", 0, Sizes.BLOCKS),
                json.integer("n_layers_in_recurrent_block", 1, Sizes.BLOCKS),
                json.integer("n_layers_in_coda", 0, Sizes.BLOCKS),
                json.integer("mean_recurrence", 1, Sizes.RECURRENCE),
                json.integerOr("mean_backprop_depth", 8, 1, Sizes.RECURRENCE),
                json.bool("qk_bias"),
                Keys.tied(json, true),
                json.integerOr(TAPS, 0, 0, Sizes.TAPS),
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
            case QKV_BIAS ->
                List.of(new Stored(
                        param,
                        at + "attn.qk_bias",
                        List.of(2L, 1L, (long) facts.attention().heads(), (long)
                                facts.attention().headWidth())));
            case NORM_2 -> Stored.whole(param, at + "norm_2.weight");
            case TAPS -> Stored.whole(param, at + "conv.weight");
            case NORM_3 -> Stored.whole(param, at + "norm_3.weight");
            case NORM_4 -> Stored.whole(param, at + "norm_4.weight");
            default -> RavenKeys.stored(param);
        };
    }
}
