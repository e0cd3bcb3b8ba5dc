package dev.muninn.train.bpe;

import dev.muninn.error.MuninnException;
import dev.muninn.train.bpe.Bpe.Merge;
import dev.muninn.weights.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A vocabulary as the tokenizers library reads it: tokenizer.json, and tokenizer_config.json with a chat template. */
public final class TokenizerFiles {
    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";

    private TokenizerFiles() {}

    /** Writes both files into {@code directory}, which is made if there is none. */
    public static void write(Bpe bpe, Path directory) {
        write(bpe, ChatStyle.REASONING, directory);
    }

    /** As {@link #write(Bpe, Path)}, with a chat template of a style. */
    public static void write(Bpe bpe, ChatStyle style, Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw DurableFiles.writeFault(directory, e);
        }
        DurableFiles.replace(directory.resolve(CONFIG), pretty(config(bpe, style)));
        DurableFiles.replace(directory.resolve(TOKENIZER), pretty(tokenizer(bpe)));
    }

    /** The vocabulary of a directory's tokenizer.json, or nothing if it is of another kind than those written here. */
    public static Optional<Bpe> read(Path directory) {
        Path file = directory.resolve(TOKENIZER);
        try {
            JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(file));
            return merges(tree.path("model").path("merges"))
                    .flatMap(merges -> special(tree.path("added_tokens")).map(special -> new Bpe(merges, special)))
                    .filter(bpe -> tokenizer(bpe).equals(tree));
        } catch (IOException e) {
            throw new MuninnException(
                    "%s: cannot be read (%s); wanted a directory with a tokenizer.json".formatted(file, e), e);
        } catch (JacksonException e) {
            throw new MuninnException("%s: not valid JSON (%s)".formatted(file, e.getOriginalMessage()), e);
        }
    }

    private static Optional<List<Merge>> merges(JsonNode list) {
        Map<String, Integer> ids = new HashMap<>();
        for (int value = 0; value < Bpe.BYTES; value++) {
            ids.put(ByteLetters.spell(new byte[] {(byte) value}), value);
        }
        List<Merge> merges = new ArrayList<>();
        for (JsonNode line : list) {
            String pair = line.isString() ? line.asString() : "";
            int gap = pair.indexOf(' ');
            Integer left = ids.get(pair.substring(0, Math.max(gap, 0)));
            Integer right = ids.get(pair.substring(gap + 1));
            if (left == null || right == null) {
                return Optional.empty();
            }
            ids.put(pair.substring(0, gap) + pair.substring(gap + 1), Bpe.BYTES + merges.size());
            merges.add(new Merge(left, right));
        }
        return Optional.of(merges);
    }

    private static Optional<SpecialTokens> special(JsonNode added) {
        List<String> tokens = new ArrayList<>();
        added.forEach(token -> tokens.add(token.path("content").asString("")));
        boolean ours = tokens.containsAll(SpecialTokens.STANDARD)
                && tokens.stream().distinct().count() == tokens.size()
                && tokens.stream().noneMatch(String::isBlank);
        return ours ? Optional.of(new SpecialTokens(tokens)) : Optional.empty();
    }

    private static ObjectNode tokenizer(Bpe bpe) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (String token : bpe.special().all()) {
            added.add(special(token).put("id", bpe.id(token)));
        }
        root.putNull("normalizer");
        ArrayNode steps =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", WordSplitter.PATTERN);
        split.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject());
        beginEveryText(bpe, root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        model(bpe, root.putObject("model"));
        return root;
    }

    private static ObjectNode special(String token) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel").put("add_prefix_space", false);
        node.put("trim_offsets", true).put("use_regex", false);
    }

    /** A text that is encoded with special tokens begins as every document that was trained on does. */
    private static void beginEveryText(Bpe bpe, ObjectNode node) {
        String begin = SpecialTokens.BEGIN_TEXT;
        node.put("type", "TemplateProcessing");
        begin(node.putArray("single"));
        sequence(node.withArray("single"), "A", 0);
        begin(node.putArray("pair"));
        sequence(node.withArray("pair"), "A", 0);
        sequence(node.withArray("pair"), "B", 1);
        ObjectNode token = node.putObject("special_tokens").putObject(begin).put("id", begin);
        token.putArray("ids").add(bpe.id(begin));
        token.putArray("tokens").add(begin);
    }

    private static void begin(ArrayNode template) {
        template.addObject()
                .putObject("SpecialToken")
                .put("id", SpecialTokens.BEGIN_TEXT)
                .put("type_id", 0);
    }

    private static void sequence(ArrayNode template, String id, int type) {
        template.addObject().putObject("Sequence").put("id", id).put("type_id", type);
    }

    private static void model(Bpe bpe, ObjectNode model) {
        model.put("type", "BPE").putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", false);
        List<String> spelled = bpe.tokens().stream().map(ByteLetters::spell).toList();
        ObjectNode vocab = model.putObject("vocab");
        for (int id = 0; id < spelled.size(); id++) {
            vocab.put(spelled.get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        for (Merge merge : bpe.merges()) {
            merges.add(spelled.get(merge.left()) + " " + spelled.get(merge.right()));
        }
    }

    private static ObjectNode config(Bpe bpe, ChatStyle style) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ObjectNode added = root.putObject("added_tokens_decoder");
        for (String token : bpe.special().all()) {
            added.set(Integer.toString(bpe.id(token)), special(token));
        }
        root.put("bos_token", SpecialTokens.BEGIN_TEXT);
        root.put("eos_token", SpecialTokens.END_TEXT);
        root.put("pad_token", SpecialTokens.PAD);
        root.put("chat_template", style.template());
        return root.put("clean_up_tokenization_spaces", false).put("tokenizer_class", "PreTrainedTokenizerFast");
    }

    private static byte[] pretty(ObjectNode node) {
        return (JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
