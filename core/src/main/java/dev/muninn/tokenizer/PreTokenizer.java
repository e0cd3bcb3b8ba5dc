package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a byte-level vocabulary cuts text into pieces before it merges inside them. GGUF files only have a name for it ({@code
 * tokenizer.ggml.pre}); what it stands for is what the tokenizer.json of the models of that name says.
 *
 * @param splits patterns, each applied to the pieces that the one before left
 * @param wholeWords whether a piece that is a token itself is taken before any merge
 * @param bos whether BOS is put first where the file does not say
 * @param composed whether text is brought to NFC first
 */
record PreTokenizer(List<String> splits, boolean wholeWords, boolean bos, boolean composed) {
    private static final String GPT2 =
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String AFTER_LETTERS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String BEFORE_CASED = "[^\\r\\n\\p{L}\\p{N}]?";

    private static final PreTokenizer LLAMA3 =
            new PreTokenizer(List.of(WORDS + "\\p{N}{1,3}" + AFTER_LETTERS), true, true, false);
    private static final PreTokenizer QWEN2 = plain(true, WORDS + "\\p{N}" + AFTER_LETTERS);
    private static final PreTokenizer TEKKEN = new PreTokenizer(
            List.of(BEFORE_CASED + UPPER + "*" + LOWER + "+|" + BEFORE_CASED + UPPER + "+" + LOWER
                    + "*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
            true,
            true,
            false);
    private static final PreTokenizer DIGITS = plain(false, "\\p{N}", GPT2);
    private static final PreTokenizer DEEPSEEK_CODER =
            plain(false, "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-퟿]+", "\\p{N}");
    /** Of files that do not say, with the patterns that llama.cpp then takes. */
    private static final PreTokenizer UNSAID =
            plain(false, "[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");

    private static final Map<String, PreTokenizer> BY_NAME = Map.ofEntries(
            Map.entry("llama-bpe", LLAMA3),
            Map.entry("llama3", LLAMA3),
            Map.entry("llama-v3", LLAMA3),
            Map.entry("qwen2", QWEN2),
            Map.entry("deepseek-r1-qwen", QWEN2),
            Map.entry("tekken", TEKKEN),
            Map.entry("smollm", DIGITS),
            Map.entry("starcoder", DIGITS),
            Map.entry("refact", DIGITS),
            Map.entry("gpt-2", plain(false, GPT2)),
            Map.entry("deepseek-coder", DEEPSEEK_CODER),
            Map.entry("default", UNSAID));

    private static PreTokenizer plain(boolean composed, String... splits) {
        return new PreTokenizer(List.of(splits), false, false, composed);
    }

    /** The one called {@code name}; another is refused, since a guess would be silently worse text. */
    static PreTokenizer named(String name, String where) {
        PreTokenizer found = BY_NAME.get(name);
        if (found == null) {
            throw new MuninnException(
                    "%s: the pre-tokenizer '%s' is not known; wanted one of %s; the model's tokenizer.json beside a safetensors checkpoint would do"
                            .formatted(where, name, new TreeSet<>(BY_NAME.keySet())));
        }
        return found;
    }

    /** As {@code pre_tokenizer} of a tokenizer.json; bytes become letters at the end. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        ArrayNode all = json.putArray("pretokenizers");
        for (String split : splits) {
            ObjectNode one = all.addObject().put("type", "Split");
            one.putObject("pattern").put("Regex", split);
            one.put("behavior", "Isolated").put("invert", false);
        }
        putByteLevel(all.addObject());
        return json;
    }

    /** Bytes as letters, as a step before the merges or as the decoder after them. */
    static void putByteLevel(ObjectNode json) {
        json.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
    }
}
