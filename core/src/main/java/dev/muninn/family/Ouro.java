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
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ouro (Zhu et al. 2025, arXiv:2510.25741): the whole stack is the core, there is no injection; the final norm is part of the loop,
 * and a learned gate decides the exit.
 *
 * <pre>
 * s = rms(blocks(s)), repeated; first embedding[token]
 * logits = head · s
 * block: x += rms(attn(rms(x))); x += rms(mlp(rms(x))); pairs (i, i + D/2) rotate
 * gate: λ = sigmoid(w · s + b); a position stops where the cumulative λ_t · Π (1 − λ) reaches the threshold
 * </pre>
 *
 * {@code rope_theta} in configs of transformers 4, {@code rope_parameters} in those of transformers 5.
 */
final class Ouro implements Family {
    private static final String NAME = "ouro";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Architecture read(JsonFields json) {
        json.expect("use_sliding_window", false);
        json.expect("attention_bias", false);
        json.expectAll("layer_types", "full_attention");
        int steps = json.integer("total_ut_steps", 1, Sizes.RECURRENCE);
        double threshold = json.optionalNumber("early_exit_threshold", 0, 1).orElse(1);
        Loop loop = loop(steps, (float) threshold);
        return LlamaKeys.read(
                json,
                LlamaKeys.Own.dense(name(), Attention.Bias.NONE, false)
                        .looped(Norms.SANDWICH, FinalNorm.EACH_PASS, loop));
    }

    private static Loop loop(int steps, double exitThreshold) {
        return new Loop(
                new Depth.Sampled(steps, steps),
                Injection.NONE,
                Loop.Start.INPUT,
                OptionalDouble.of(exitThreshold),
                Optional.empty());
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        LlamaKeys.write(facts, "OuroForCausalLM", json);
        json.put("total_ut_steps", facts.loop().depth().mean());
        json.put("early_exit_threshold", Keys.decimal((float)
                facts.loop().gateThreshold().orElse(1)));
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        String at = "model.layers." + param.layer() + ".";
        return switch (param.tensor()) {
            case NORM_2 -> Stored.whole(param, at + "input_layernorm_2.weight");
            case NORM_4 -> Stored.whole(param, at + "post_attention_layernorm_2.weight");
            case EXIT_GATE ->
                List.of(new Stored(param, "model.early_exit_gate.weight", List.of(1L, (long) facts.width())));
            case EXIT_GATE_BIAS -> Stored.whole(param, "model.early_exit_gate.bias");
            default -> LlamaKeys.stored(param);
        };
    }
}
