package dev.muninn.weights;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of tensors in a GGUF file for the names that Hugging Face checkpoints of the dense families use. */
final class GgufNames {
    static final String EMBEDDING = "token_embd.weight";
    static final String HEAD = "output.weight";
    /** Divisors of the rotary frequencies, (D/2). */
    static final String ROPE_DIVISORS = "rope_freqs.weight";

    private static final Map<String, String> MODEL = Map.of(
            "model.embed_tokens.weight", EMBEDDING, "model.norm.weight", "output_norm.weight", "lm_head.weight", HEAD);

    private static final Map<String, String> BLOCK = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));

    private static final Pattern IN_BLOCK = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");

    private GgufNames() {}

    /** The file's name for {@code name}, which a dense family has. */
    static String of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name));
    }

    private static Optional<String> find(String name) {
        Matcher block = IN_BLOCK.matcher(name);
        if (block.matches()) {
            return Optional.ofNullable(BLOCK.get(block.group(2)))
                    .map(part -> "blk.%s.%s.%s".formatted(block.group(1), part, block.group(3)));
        }
        return Optional.ofNullable(MODEL.get(name));
    }

    /** The file's name of a tensor of block {@code i}. */
    static String inBlock(int i, String part) {
        return "blk." + i + "." + part;
    }

    /** Whether {@code name} is one of q or k, whose rows may be in another order. */
    static boolean isQueryOrKey(String name) {
        return name.contains(".attn_q.") || name.contains(".attn_k.");
    }
}
