package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufMetadata;
import dev.muninn.gguf.GgufModel;
import dev.muninn.tokenizer.GgufVocabulary.Kind;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokenizer of a GGUF file as a tokenizer.json, so that the same library runs it: byte-level BPE ({@code gpt2}) with the pre-tokenizer
 * that the file names, and SentencePiece's BPE ({@code llama}) with bytes for what it has no piece for.
 */
final class GgufTokenizer {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String PRE = "tokenizer.ggml.pre";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TEMPLATE = "tokenizer.chat_template";
    private static final String SPACE = "\u2581";

    private final GgufMetadata metadata;
    private final GgufVocabulary vocabulary;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        this.vocabulary = new GgufVocabulary(metadata);
    }

    /** Whether the file has a tokenizer. */
    static boolean isIn(GgufMetadata metadata) {
        return metadata.has(MODEL);
    }

    /** The tokenizer.json of {@code file}. */
    static ObjectNode read(Path file) {
        try (GgufModel model = GgufModel.open(file)) {
            return document(model.metadata());
        }
    }

    /** The tokenizer.json of an open file. */
    static ObjectNode document(GgufMetadata metadata) {
        return new GgufTokenizer(metadata).write();
    }

    /** What tokenizer_config.json would say. */
    static TokenizerConfig config(GgufMetadata metadata) {
        Map<String, String> templates = new LinkedHashMap<>();
        for (String name : metadata.texts("tokenizer.chat_templates").orElse(new String[0])) {
            metadata.text(TEMPLATE + "." + name).ifPresent(text -> templates.put(name, text));
        }
        metadata.text(TEMPLATE).ifPresent(text -> templates.put(TokenizerConfig.DEFAULT_TEMPLATE, text));
        return new TokenizerConfig(new GgufVocabulary(metadata).roles(), templates);
    }

    private ObjectNode write() {
        String model = metadata.text(MODEL).orElseThrow(() -> metadata.missing(MODEL));
        json.put("version", "1.0");
        switch (model) {
            case "gpt2" -> writeByteLevel();
            case "llama" -> writeSentencePiece();
            default ->
                throw new MuninnException(
                        "%s: the tokenizer model '%s' is not supported; wanted gpt2 or llama, or token ids with --ids"
                                .formatted(metadata.file(), model));
        }
        writeAdded();
        return json;
    }

    private void writeByteLevel() {
        Optional<String> name = metadata.text(PRE);
        if (name.isEmpty()) {
            System.getLogger(GgufTokenizer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0}: an old file that does not name its pre-tokenizer; text may be cut into other tokens than in training",
                            metadata.file());
        }
        PreTokenizer pre =
                PreTokenizer.named(name.orElse("default"), metadata.file().toString());
        String[] merges = metadata.texts(MERGES).orElse(new String[0]);
        MuninnException.require(merges.length > 0, "%s: metadata '%s' has no merges", metadata.file(), MERGES);
        if (pre.composed()) {
            json.putObject("normalizer").put("type", "NFC");
        }
        json.set("pre_tokenizer", pre.toJson());
        PreTokenizer.putByteLevel(json.putObject("decoder"));
        writeBeginAndEnd(pre.bos());
        ObjectNode model = json.putObject("model").put("type", "BPE").put("ignore_merges", pre.wholeWords());
        writeVocabulary(model, vocabulary.ids());
        ArrayNode pairs = model.putArray("merges");
        for (String merge : merges) {
            int blank = merge.indexOf(' ', 1); // the left part may begin with one
            MuninnException.require(
                    blank > 0 && blank < merge.length() - 1,
                    "%s: the merge '%s' is not two parts with a blank between them",
                    metadata.file(),
                    merge);
            pairs.addArray().add(merge.substring(0, blank)).add(merge.substring(blank + 1));
        }
    }

    private void writeSentencePiece() {
        float[] scores = metadata.numbers(SCORES).orElseThrow(() -> metadata.missing(SCORES));
        vocabulary.requireAll(SCORES, scores.length);
        boolean prefix = metadata.flag("tokenizer.ggml.add_space_prefix").orElse(true);
        ArrayNode normalizers =
                json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (prefix) {
            normalizers.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        replace(normalizers.addObject(), " ", SPACE);
        json.putNull("pre_tokenizer");
        ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(decoders.addObject(), SPACE, " ");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        if (prefix) {
            decoders.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        writeBeginAndEnd(true);
        ObjectNode model = json.putObject("model").put("type", "BPE");
        vocabulary.role("unk_token").ifPresent(id -> model.put("unk_token", vocabulary.token(id)));
        model.put("fuse_unk", true).put("byte_fallback", true);
        Map<String, Integer> ids = vocabulary.ids();
        writeVocabulary(model, ids);
        ids.values().removeIf(id -> vocabulary.kind(id) != Kind.NORMAL);
        ArrayNode pairs = model.putArray("merges");
        List<String[]> merges = SentencePieceMerges.of(ids, scores);
        MuninnException.require(
                !merges.isEmpty(), "%s: no piece of the vocabulary is made of two others", metadata.file());
        merges.forEach(merge -> pairs.addArray().add(merge[0]).add(merge[1]));
    }

    private static void replace(ObjectNode json, String from, String to) {
        json.put("type", "Replace").putObject("pattern").put("String", from);
        json.put("content", to);
    }

    private static void writeVocabulary(ObjectNode model, Map<String, Integer> ids) {
        ObjectNode vocab = model.putObject("vocab");
        ids.entrySet().stream()
                .sorted(Comparator.comparingInt(Map.Entry::getValue))
                .forEach(entry -> vocab.put(entry.getKey(), entry.getValue()));
    }

    /** BOS and EOS around a text, as the file says or its kind of tokenizer does; nothing where there is no such token. */
    private void writeBeginAndEnd(boolean bosUnlessSaid) {
        boolean addBos = metadata.flag("tokenizer.ggml.add_bos_token").orElse(bosUnlessSaid);
        boolean addEos = metadata.flag("tokenizer.ggml.add_eos_token").orElse(false);
        OptionalInt bos = addBos ? vocabulary.role("bos_token") : OptionalInt.empty();
        OptionalInt eos = addEos ? vocabulary.role("eos_token") : OptionalInt.empty();
        if (bos.isEmpty() && eos.isEmpty()) {
            return;
        }
        ObjectNode processor = json.putObject("post_processor").put("type", "TemplateProcessing");
        ObjectNode special = processor.putObject("special_tokens");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        bos.ifPresent(id -> addSpecial(single, special, id));
        addSequence(single, "A");
        eos.ifPresent(id -> addSpecial(single, special, id));
        addSequence(pair, "A");
        addSequence(pair, "B");
    }

    private static void addSequence(ArrayNode parts, String name) {
        parts.addObject().putObject("Sequence").put("id", name).put("type_id", 0);
    }

    private void addSpecial(ArrayNode parts, ObjectNode special, int id) {
        String token = vocabulary.token(id);
        parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
        ObjectNode one = special.putObject(token).put("id", token);
        one.putArray("ids").add(id);
        one.putArray("tokens").add(token);
    }

    /** Tokens that are found before a text is cut: those that a user defined, and those of control, which print as nothing. */
    private void writeAdded() {
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < vocabulary.size(); id++) {
            boolean special = switch (vocabulary.kind(id)) {
                case UNKNOWN, CONTROL -> true;
                case USER_DEFINED, NORMAL, UNDEFINED, UNUSED, BYTE -> false;
            };
            String token = vocabulary.token(id);
            if (!token.isEmpty() && (special || vocabulary.kind(id) == Kind.USER_DEFINED)) {
                added.addObject()
                        .put("id", id)
                        .put("content", token)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", special);
            }
        }
    }
}
