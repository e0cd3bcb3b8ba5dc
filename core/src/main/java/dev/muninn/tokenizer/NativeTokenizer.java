package dev.muninn.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.muninn.error.MuninnException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls into the native tokenizers library, with its errors put into words. */
final class NativeTokenizer {
    /** The library truncates at 512 tokens unless told otherwise, and pads batches. */
    private static final Map<String, String> WHOLE_TEXT = Map.of("truncation", "false", "padding", "false");

    private NativeTokenizer() {}

    static HuggingFaceTokenizer open(byte[] json, Path file) {
        // Read when the library's classes load: without it a GPU makes the library download a CUDA build.
        System.setProperty("ai.djl.offline", "true");
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), WHOLE_TEXT);
        } catch (LinkageError | ai.djl.engine.EngineException e) {
            throw notLoaded(e);
        } catch (IOException | RuntimeException e) {
            throw new MuninnException(
                    "%s: the tokenizers library refuses it (%s); is it a Hugging Face tokenizer.json?"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** A tokenizer.json without its added tokens, so that no text is read as one of them. */
    static HuggingFaceTokenizer openTextOnly(JsonNode tokenizer, Path file) {
        ObjectNode json = (ObjectNode) tokenizer.deepCopy();
        json.putArray("added_tokens");
        json.putNull("post_processor");
        return open(json.toString().getBytes(StandardCharsets.UTF_8), file);
    }

    static long[] encode(HuggingFaceTokenizer rust, String text, boolean addSpecialTokens) {
        try {
            return rust.encode(text, addSpecialTokens, false).getIds();
        } catch (RuntimeException e) {
            throw new MuninnException(
                    "a text of %s characters cannot be encoded (%s)".formatted(text.length(), e.getMessage()), e);
        }
    }

    static String decode(HuggingFaceTokenizer rust, long[] ids, boolean skipSpecialTokens) {
        try {
            return rust.decode(ids, skipSpecialTokens);
        } catch (RuntimeException e) {
            throw new MuninnException("%s token ids cannot be decoded (%s)".formatted(ids.length, e.getMessage()), e);
        }
    }

    private static MuninnException notLoaded(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new MuninnException(
                "the native tokenizers library cannot be loaded on %s %s (%s); it is unpacked to the home directory or the folder of"
                                .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), root)
                        + " temporary files: make one of them writable, or name a folder in the environment variable DJL_CACHE_DIR;"
                        + " or give token ids with --ids",
                e);
    }
}
