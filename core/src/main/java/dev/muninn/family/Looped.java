package dev.muninn.family;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.Stack;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Depth;
import dev.muninn.architecture.Injection;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.config.JsonFields;
import dev.muninn.config.Sizes;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dense model with a band of its layers looped, and a bridge and low-rank adapters that were trained to make use of it (ours). At
 * one recurrence and without adapters it is the dense model to the bit.
 *
 * <pre>
 * e = layers before the band (embedding[token])
 * s = band(u), repeated; u = e at first, then s + P · rms(e) + S · rms(s) + b; P, S, b zero in a fresh one
 * logits = head · rms(layers after the band (s))
 * </pre>
 *
 * The config is the dense model's with {@code base_model_type} and an object {@code loop}; tensors keep their names.
 */
public final class Looped implements Family {
    public static final String NAME = "muninn_looped";

    private static final String LOOP = "loop";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Architecture read(JsonFields json) {
        String type = json.string("base_model_type");
        Architecture base = Families.all().stream()
                .filter(family -> family.modelType().equals(type) && family != this)
                .findFirst()
                .map(family -> family.read(json))
                .filter(facts -> facts.loop().equals(Loop.ONCE))
                .orElseThrow(() -> json.fault(
                        "base_model_type", "'" + JsonFields.shorten(type) + "'", "a dense family, such as llama"));
        JsonFields loop = json.object(LOOP);
        int first = loop.integer("first_layer", 0, base.layers() - 1);
        int last = loop.integer("last_layer", first, base.layers() - 1);
        boolean bridge = loop.boolOr("bridge", true);
        return json.checked(() -> base.looped(
                name(),
                Stack.of(first),
                Stack.of(last - first + 1),
                Stack.of(base.layers() - 1 - last),
                new Loop(
                        new Depth.Sampled(
                                loop.integer("mean_recurrence", 1, Sizes.RECURRENCE),
                                loop.integer("mean_backprop_depth", 1, Sizes.RECURRENCE)),
                        bridge ? Injection.BRIDGE : Injection.NONE,
                        Loop.Start.INPUT,
                        OptionalDouble.empty(),
                        loop.optionalObject("adapters").map(AdapterKeys::read))));
    }

    @Override
    public void write(Architecture facts, ObjectNode json) {
        Family base = base(facts);
        base.write(facts, json);
        json.putArray("architectures").add("MuninnLoopedForCausalLM");
        json.put("base_model_type", base.modelType());
        ObjectNode loop = json.putObject(LOOP);
        loop.put("first_layer", facts.prelude().blocks());
        loop.put("last_layer", facts.prelude().blocks() + facts.core().blocks() - 1);
        loop.put("mean_recurrence", facts.loop().depth().mean());
        loop.put("mean_backprop_depth", facts.loop().depth().backprop());
        loop.put("bridge", facts.loop().injection() == Injection.BRIDGE);
        facts.adapters().ifPresent(adapters -> AdapterKeys.write(adapters, loop.putObject("adapters")));
    }

    /** The dense family whose config says all of {@code facts}. */
    private static Family base(Architecture facts) {
        if (facts.attention().headNorm()) {
            return new Qwen3();
        }
        return facts.attention().bias() == Attention.Bias.QKV ? new Qwen2() : new Llama();
    }

    @Override
    public List<Stored> stored(Architecture facts, Param param) {
        return switch (param.tensor()) {
            case BRIDGE_INPUT_NORM -> Stored.whole(param, "bridge.input_norm.weight");
            case BRIDGE_INPUT -> Stored.whole(param, "bridge.input.weight");
            case BRIDGE_STATE_NORM -> Stored.whole(param, "bridge.state_norm.weight");
            case BRIDGE_STATE -> Stored.whole(param, "bridge.state.weight");
            case BRIDGE_BIAS -> Stored.whole(param, "bridge.bias");
            default -> LlamaKeys.stored(param);
        };
    }
}
