package dev.muninn.tokenizer;

import dev.muninn.gguf.GgufWriter;
import java.util.ArrayList;
import java.util.List;

/** Small vocabularies as GGUF metadata. */
final class GgufVocabularies {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> kinds = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();

    /** All bytes as GPT-2's letters, ids 0 to 255 in the order of the bytes. */
    static GgufVocabularies bytes() {
        GgufVocabularies all = new GgufVocabularies();
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            all.add(String.valueOf((char) (printable ? value : next++)), NORMAL);
        }
        return all;
    }

    /** {@code <unk> <s> </s>}, bytes from id 3 on, then pieces from id 259 on, the likelier first. */
    static GgufVocabularies sentencePiece(String... pieces) {
        GgufVocabularies all =
                new GgufVocabularies().add("<unk>", UNKNOWN).add("<s>", CONTROL).add("</s>", CONTROL);
        for (int value = 0; value < 256; value++) {
            all.add("<0x%02X>".formatted(value), BYTE);
        }
        float score = 0;
        for (String piece : pieces) {
            all.add(piece, NORMAL);
            all.scores.set(all.scores.size() - 1, score--);
        }
        return all;
    }

    GgufVocabularies add(String token, int kind) {
        tokens.add(token);
        kinds.add(kind);
        scores.add(0f);
        return this;
    }

    /** A token and the merge that makes it. */
    GgufVocabularies merge(String left, String right) {
        merges.add(left + " " + right);
        return add(left + right, NORMAL);
    }

    String token(int id) {
        return tokens.get(id);
    }

    int id(String token) {
        return tokens.lastIndexOf(token);
    }

    /** A file with this byte-level vocabulary. */
    GgufWriter gpt2(String pre) {
        return list(new GgufWriter().put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", pre))
                .put("tokenizer.ggml.merges", merges);
    }

    /** A file with this SentencePiece vocabulary. */
    GgufWriter llama() {
        float[] all = new float[scores.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = scores.get(i);
        }
        return list(new GgufWriter().put("tokenizer.ggml.model", "llama"))
                .put("tokenizer.ggml.scores", all)
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2);
    }

    /** Tokens and kinds. */
    GgufWriter list(GgufWriter writer) {
        return writer.put("tokenizer.ggml.tokens", tokens)
                .put(
                        "tokenizer.ggml.token_type",
                        kinds.stream().mapToInt(k -> k).toArray());
    }
}
