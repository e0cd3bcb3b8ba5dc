package dev.muninn.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufMetadata;
import dev.muninn.gguf.GgufModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Text to token ids and back: a Hugging Face tokenizer.json, or one made of a GGUF file's metadata, run by the Rust
 * implementation. Immutable, and safe to use from several threads until it is closed.
 *
 * <p>Encoding never truncates or pads, whatever the file asks for, and decoding never "cleans up" spaces
 * ({@code clean_up_tokenization_spaces}), since that would change text the model wrote ("a ." to "a.") and cannot be streamed.
 *
 * <p>The native library is unpacked from the class path to {@code ~/.djl.ai}, or to the folder of temporary files when the home
 * directory cannot be written; the environment variable {@code DJL_CACHE_DIR} names another place. Nothing is downloaded: this class
 * sets the system property {@code ai.djl.offline} before the library is first touched.
 */
public final class Tokenizer implements AutoCloseable {
    /** Keys of {@link #specialTokens} that only GGUF files have: what ends a turn, what ends a message that calls a tool. */
    static final String END_OF_TURN = "eot_token";

    static final String END_OF_MESSAGE = "eom_token";
    /** Spellings of tokens that end a turn or a text in the models of the field. */
    private static final List<String> ENDS = List.of(
            "<|end_turn|>",
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|end|>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "</s>");

    private final Path directory;
    /** Reads the tokenizer.json again. */
    private final Supplier<JsonNode> document;

    private final HuggingFaceTokenizer rust;
    private final Vocabulary vocabulary;
    private final TokenBytes bytes;
    private final TokenizerConfig config;
    private final Optional<ChatTemplate> chatTemplate;
    private final Optional<ChatEncoder> chats;
    /** The same without added tokens, opened when first needed. */
    private @Nullable HuggingFaceTokenizer textOnly;

    private volatile boolean closed;

    private Tokenizer(
            Path directory,
            Supplier<JsonNode> document,
            HuggingFaceTokenizer rust,
            Vocabulary vocabulary,
            TokenBytes bytes,
            TokenizerConfig config) {
        this.directory = directory;
        this.document = document;
        this.rust = rust;
        this.vocabulary = vocabulary;
        this.bytes = bytes;
        this.config = config;
        this.chatTemplate = ChatTemplate.of(config, directory.toString());
        this.chats = chatTemplate.map(template -> new ChatEncoder(this, template, vocabulary));
    }

    /**
     * Loads tokenizer.json and, where present, tokenizer_config.json, special_tokens_map.json and chat_template.jinja of a
     * model directory; or the tokenizer in the metadata of a GGUF file.
     */
    public static Tokenizer load(Path model) {
        return GgufModel.isGguf(model) ? ofGguf(model) : ofDirectory(model);
    }

    /** Whether a GGUF file has a tokenizer. */
    public static boolean isIn(GgufMetadata metadata) {
        return GgufTokenizer.isIn(metadata);
    }

    private static Tokenizer ofGguf(Path file) {
        try (GgufModel model = GgufModel.open(file)) {
            MuninnException.require(
                    GgufTokenizer.isIn(model.metadata()),
                    "%s: has no tokenizer, so text cannot be encoded; give token ids with --ids",
                    file);
            JsonNode json = GgufTokenizer.document(model.metadata());
            return new Tokenizer(
                    file,
                    () -> GgufTokenizer.read(file),
                    NativeTokenizer.open(json.toString().getBytes(StandardCharsets.UTF_8), file),
                    Vocabulary.of(json, file.toString()),
                    TokenBytes.of(json),
                    GgufTokenizer.config(model.metadata()));
        }
    }

    private static Tokenizer ofDirectory(Path modelDir) {
        Path file = modelDir.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new MuninnException(
                    ("%s: no tokenizer.json, so text cannot be encoded; copy the model's tokenizer.json"
                                    + " there, or give token ids with --ids")
                            .formatted(modelDir));
        }
        byte[] data = Json.bytes(file);
        JsonNode json = Json.object(data, file.toString());
        Vocabulary vocabulary = Vocabulary.of(json, file.toString());
        TokenizerConfig config = TokenizerConfig.read(modelDir);
        TokenBytes bytes = TokenBytes.of(json); // refuses, before the library is asked, what would end the process
        return new Tokenizer(
                modelDir,
                () -> Json.object(Json.bytes(file), file.toString()),
                NativeTokenizer.open(data, file),
                vocabulary,
                bytes,
                config);
    }

    /**
     * The ids of {@code text}; {@code addSpecialTokens} lets the tokenizer add its own, such as BOS in front. A text that spells a
     * special token becomes that token; for what strangers say there are {@link #encodeChat} and {@link #encodeAsText}.
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        requireOpen();
        return ids(rust, text, addSpecialTokens);
    }

    /** The ids of {@code text} as text and nothing else: what spells a special token is spelled out. */
    public int[] encodeAsText(String text) {
        requireOpen();
        int[] ids = ids(textOnly(), text, false);
        if (Arrays.stream(ids).noneMatch(vocabulary::isAdded)) {
            return ids;
        }
        // A vocabulary that has the spelling as a piece of text, too: letter by letter, without those that are tokens
        // of their own.
        return text.codePoints()
                .mapToObj(Character::toString)
                .flatMapToInt(letter -> Arrays.stream(ids(textOnly(), letter, false)))
                .filter(id -> !vocabulary.isAdded(id))
                .toArray();
    }

    private static int[] ids(HuggingFaceTokenizer tokenizer, String text, boolean addSpecialTokens) {
        long[] ids = NativeTokenizer.encode(tokenizer, text, addSpecialTokens);
        int[] out = new int[ids.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.toIntExact(ids[i]);
        }
        return out;
    }

    private synchronized HuggingFaceTokenizer textOnly() {
        HuggingFaceTokenizer known = textOnly;
        if (known == null) {
            known = NativeTokenizer.openTextOnly(document.get(), directory);
            textOnly = known;
        }
        return known;
    }

    /**
     * The ids of a chat in the model's template; the template writes BOS itself, so no other special tokens are added. What
     * messages say is text: where it spells a special token, it is spelled out.
     */
    public int[] encodeChat(List<ChatMessage> messages, boolean addGenerationPrompt) {
        return encodeChat(messages, addGenerationPrompt, List.of());
    }

    /** As {@link #encodeChat(List, boolean)}, with descriptions of functions that the model may call. */
    public int[] encodeChat(List<ChatMessage> messages, boolean addGenerationPrompt, List<Map<String, Object>> tools) {
        return encodeChat(messages, addGenerationPrompt, tools, Map.of());
    }

    /**
     * As {@link #encodeChat(List, boolean, List)}, with more variables for the template, such as {@code enable_thinking}; text in them is
     * text, too.
     */
    public int[] encodeChat(
            List<ChatMessage> messages,
            boolean addGenerationPrompt,
            List<Map<String, Object>> tools,
            Map<String, ? extends @Nullable Object> variables) {
        return requireChats().encode(messages, addGenerationPrompt, tools, variables);
    }

    /** The text of {@code ids}; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        requireOpen();
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            requireKnown(ids[i]);
            wide[i] = ids[i];
        }
        return NativeTokenizer.decode(rust, wide, skipSpecialTokens);
    }

    /** A decoder for ids that arrive one at a time. */
    public StreamDecoder streamDecoder(boolean skipSpecialTokens) {
        return new StreamDecoder(this, skipSpecialTokens);
    }

    /** One more than the largest id, added tokens included. A model's logits may be wider. */
    public int vocab() {
        return vocabulary.size();
    }

    /** The id of a token spelled as in tokenizer.json (byte-level: {@code Ġthe} for " the"). */
    public Optional<Integer> id(String token) {
        return vocabulary.id(token);
    }

    /** Whether {@code id} is a token; a model's logits may have more. */
    public boolean contains(int id) {
        return vocabulary.contains(id);
    }

    /** The bytes that a token adds to a text, perhaps a part of a character; those of its spelling for a special token. */
    public byte[] bytes(int id) {
        requireKnown(id);
        String token = vocabulary.token(id).orElseThrow();
        boolean spelled = vocabulary.isAdded(id) && bytes.single(token).isEmpty();
        return spelled ? token.getBytes(StandardCharsets.UTF_8) : bytes.of(token);
    }

    /** Whether {@code id} is one of the tokens for single bytes, such as {@code <0xE2>}, that a run of makes up characters. */
    boolean isSingleByte(int id) {
        return vocabulary
                .token(id)
                .map(token -> bytes.single(token).isPresent())
                .orElse(false);
    }

    /** Whether {@code id} is a special token, that is, one left out by {@code decode(ids, true)}. */
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    public Optional<Integer> bos() {
        return special("bos_token");
    }

    public Optional<Integer> eos() {
        return special("eos_token");
    }

    public Optional<Integer> pad() {
        return special("pad_token");
    }

    /** Ids below {@code rows} that are no tokens: an embedding may have more rows than its tokenizer has tokens. They are never to be drawn. */
    public Set<Integer> unknown(int rows) {
        Set<Integer> unknown = new HashSet<>();
        for (int id = 0; id < rows; id++) {
            if (!vocabulary.contains(id)) {
                unknown.add(id);
            }
        }
        return unknown;
    }

    /** Tokens that end a turn or a text: those that the files name, and tokens that are spelled as such an end. */
    public Set<Integer> ends() {
        Set<Integer> ends = new HashSet<>();
        for (String key : new String[] {"eos_token", END_OF_TURN, END_OF_MESSAGE}) {
            special(key).ifPresent(ends::add);
        }
        for (String spelled : ENDS) {
            boolean certain = spelled.startsWith("<|"); // the other is a tag of HTML, too
            vocabulary
                    .id(spelled)
                    .filter(id -> certain || vocabulary.isAdded(id))
                    .ifPresent(ends::add);
        }
        return ends;
    }

    /** The texts of the special tokens by their key in the configuration, such as {@code bos_token}. */
    public Map<String, String> specialTokens() {
        return config.specialTokens();
    }

    /** The model's chat template, if it has one. */
    public Optional<ChatTemplate> chatTemplate() {
        return chatTemplate;
    }

    /** Frees the native tokenizer; no other call may be running. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        rust.close();
        if (textOnly != null) {
            textOnly.close();
        }
    }

    private ChatEncoder requireChats() {
        return chats.orElseThrow(() -> new MuninnException(
                "%s: no chat template in tokenizer_config.json or chat_template.jinja; give a plain prompt instead of messages"
                        .formatted(directory)));
    }

    private Optional<Integer> special(String key) {
        return Optional.ofNullable(config.specialTokens().get(key)).flatMap(vocabulary::id);
    }

    private void requireKnown(int id) {
        if (!vocabulary.contains(id)) {
            throw new MuninnException(
                    "token id %s is not in the tokenizer of %s, which has %s tokens".formatted(id, directory, vocab()));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new MuninnException("the tokenizer of %s is closed".formatted(directory));
        }
    }
}
