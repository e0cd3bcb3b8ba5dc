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
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Raven's loop over the layers of a dense model (McLeish et al. 2025, arXiv:2511.07384): model_type and even the block's class are
 * Raven's; what is stored tells them apart.
 *
 * <pre>
 * e = prelude(embedding[token] · embed_scale)
 * s = core(A · concat(s, e)), repeated; first noise
 * logits = head · rms(coda(s); ln_f)
 * block: x += attn(rms(x)); x += mlp(rms(x)); pairs (i, i + D/2) rotate
 * </pre>
 */
final class RetrofittedRaven implements Family {
    @Override
    public String name() {
        return "huginn_raven_retrofitted";
    }

    @Override
    public String modelType() {
        return Raven.NAME;
    }

    @Override
    public boolean recognizes(JsonFields json, Set<String> stored) {
        return stored.isEmpty()
                ? json.has("rope_theta") && json.has("max_position_embeddings")
                : stored.stream().noneMatch(name -> name.endsWith(".norm_3.weight"));
    }

    @Override
    public Architecture read(JsonFields json) {
        RavenKeys.refuse(json);
        json.expect("qk_bias", false);
        int width = RavenKeys.width(json);
        int heads = RavenKeys.heads(json);
        RavenKeys.checkHeadWidth(json, width, heads);
        int context = json.integer("block_size", 1, Sizes.POSITIONS);
        Rope rope = Keys.rope(json, Rope.Pairs.HALVES, 10_000, context);
        Attention attention = json.checked(() -> new Attention(
                heads,
                json.integerOr("num_key_value_heads", heads, 1, Sizes.HEADS),
                width / heads,
                rope,
                Attention.Bias.NONE,
                false));
        return json.checked(() -> new Architecture(
                name(),
                RavenKeys.vocab(json),
                width,
                context,
                (float) json.number("norm_eps"),
                scale(json),
                Keys.tied(json, true),
                attention,
                json.integer("intermediate_size", 1, Sizes.MLP_WIDTH),
                Norms.PRE,
                FinalNorm.BEFORE_HEAD,
                Stack.of(json.integer("n_layers_in_prelude", 0, Sizes.BLOCKS)),
                Stack.of(json.integer("n_layers_in_recurrent_block", 1, Sizes.BLOCKS)),
                Stack.of(json.integer("n_layers_in_coda", 0, Sizes.BLOCKS)),
                Loop.of(RavenKeys.depth(json), Injection.LINEAR, Loop.Start.NOISE),
                SpecialTokens.from(json)));
    }

    private static float scale(JsonFields json) {
        return (float) json.optionalObject("init_values")
                .map(values -> values.optionalNumber("embed_scale").orElse(1))
                .orElse(1.0)
                .doubleValue();
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        RavenKeys.write(facts, json);
        json.put("max_position_embeddings", facts.context());
        Keys.write(facts.attention().rope(), json);
        json.putObject("init_values").put("embed_scale", Keys.decimal(facts.embeddingScale()));
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        String at = RavenKeys.at(param);
        return switch (param.tensor()) {
            case NORM_1 -> Stored.whole(param, at + "norm_1.weight");
            case NORM_3 -> Stored.whole(param, at + "norm_2.weight");
            default -> RavenKeys.stored(param);
        };
    }
}
