package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every kind of decoder that tokenizer.json files have: the pieces of a stream are the text, wherever it is cut. */
class DecoderKindsTest {
    private static final String REPLACE = "{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"}";
    private static final List<String> PIECES = List.of(
            "▁", "▁a", "▁the", "b", "##ing", "##s", "lo</w>", "x</w>", "é", "世", "😀", ".", " ", "'", "n't", ",", "|",
            "\n", "▁▁", "<0xZZ>", "�");

    private enum Kind {
        LLAMA("{\"type\":\"Sequence\",\"decoders\":[" + REPLACE + ",{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
                + "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}"),
        GEMMA("{\"type\":\"Sequence\",\"decoders\":[" + REPLACE + ",{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}]}"),
        BYTES_ALONE("{\"type\":\"ByteFallback\"}"),
        STRIPPED(
                "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"ByteFallback\"},{\"type\":\"Metaspace\",\"replacement\":\"▁\","
                        + "\"prepend_scheme\":\"always\",\"split\":true}]}"),
        METASPACE("{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"always\",\"split\":true}"),
        METASPACE_NEVER("{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"never\",\"split\":true}"),
        WORD_PIECE("{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}"),
        WORD_PIECE_PLAIN("{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":false}"),
        BPE("{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}"),
        CTC("{\"type\":\"CTC\",\"pad_token\":\"<pad>\",\"word_delimiter_token\":\"|\",\"cleanup\":true}"),
        FUSE("{\"type\":\"Fuse\"}"),
        BYTE_LEVEL("{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true}");

        private final String json;

        Kind(String json) {
            this.json = json;
        }
    }

    private static Tokenizer open(Kind kind, Path directory) throws IOException {
        ObjectNode root = (ObjectNode) JsonMapper.shared()
                .readTree(
                        "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"normalizer\":null,\"pre_tokenizer\":null,"
                                + "\"post_processor\":null,\"added_tokens\":[{\"id\":0,\"content\":\"<s>\",\"single_word\":false,\"lstrip\":false,"
                                + "\"rstrip\":false,\"normalized\":false,\"special\":true}]}");
        root.set("decoder", JsonMapper.shared().readTree(kind.json));
        ObjectNode model = root.putObject("model").put("type", "WordLevel").put("unk_token", "<unk>");
        ObjectNode vocab =
                model.putObject("vocab").put("<s>", 0).put("<unk>", 1).put("<pad>", 2);
        int next = 3;
        for (String piece : PIECES) {
            vocab.put(kind == Kind.BYTE_LEVEL ? piece + "▁" : piece, next++); // a letter alone is a byte there
        }
        for (int value = 0; value < 256; value++) {
            vocab.put(kind == Kind.BYTE_LEVEL ? letter(value) : "<0x%02X>".formatted(value), next++);
        }
        Files.writeString(directory.resolve("tokenizer.json"), root.toString());
        return Tokenizer.load(directory);
    }

    /** GPT-2's letter for a byte. */
    private static String letter(int value) {
        int unprintable = 256;
        for (int i = 0; i <= value; i++) {
            boolean printable = i >= '!' && i <= '~' || i >= 0xA1 && i <= 0xAC || i >= 0xAE;
            if (i == value) {
                return Character.toString(printable ? i : unprintable);
            }
            unprintable += printable ? 0 : 1;
        }
        throw new AssertionError();
    }

    private static int[] random(Random random, int vocab) {
        int length = random.nextInt(90);
        int[] ids = new int[length];
        String text = "aé世😀 ß\u0000👩‍👩‍👧x";
        int first = vocab - 256;
        int mode = random.nextInt(4);
        for (int i = 0; i < length; ) {
            int kind = mode == 3 ? random.nextInt(3) : mode;
            if (kind == 0) {
                ids[i++] = random.nextInt(first);
            } else if (kind == 1) {
                ids[i++] = first + random.nextInt(256);
            } else {
                int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
                for (byte b : Character.toString(text.codePointAt(at)).getBytes(StandardCharsets.UTF_8)) {
                    if (i < length) {
                        ids[i++] = first + (b & 0xFF);
                    }
                }
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStreamIsTheTextWhereverItIsCut(Kind kind, @TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = open(kind, directory)) {
            Random random = new Random(7);
            for (int trial = 0; trial < 250; trial++) {
                int[] ids = random(random, tokenizer.vocab());
                check(tokenizer, ids, trial % 2 == 0);
            }
        }
    }

    private static void check(Tokenizer tokenizer, int[] ids, boolean skipSpecialTokens) {
        StreamDecoder decoder = tokenizer.streamDecoder(skipSpecialTokens);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String piece = decoder.accept(id);
            assertThat(wellFormed(piece))
                    .as("%s in %s", piece, Arrays.toString(ids))
                    .isTrue();
            text.append(piece);
        }
        String rest = decoder.flush();
        assertThat(wellFormed(rest)).isTrue();
        assertThat(text + rest).as(Arrays.toString(ids)).isEqualTo(tokenizer.decode(ids, skipSpecialTokens));
    }

    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    @Test
    void aRunOfBytesIsWrittenWhenItEnds(@TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = open(Kind.LLAMA, directory)) {
            StreamDecoder decoder = tokenizer.streamDecoder(true);
            for (int value : new int[] {0xF0, 0x9F, 0xA6, 0x9C}) {
                assertThat(decoder.accept(
                                tokenizer.id("<0x%02X>".formatted(value)).orElseThrow()))
                        .isEmpty();
            }
            assertThat(decoder.accept(tokenizer.id("▁the").orElseThrow())).isEqualTo("🦜 the");
            assertThat(decoder.accept(tokenizer.id("<0xE2>").orElseThrow())).isEmpty();
            assertThat(decoder.flush()).isEqualTo("\uFFFD");
        }
    }

    /** What a grammar reads of tokens is what they add to a text. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {
                "LLAMA",
                "GEMMA",
                "BYTES_ALONE",
                "METASPACE",
                "METASPACE_NEVER",
                "WORD_PIECE_PLAIN",
                "FUSE",
                "BYTE_LEVEL"
            })
    void theBytesOfTokensAreTheText(Kind kind, @TempDir Path directory) throws IOException {
        try (Tokenizer tokenizer = open(kind, directory)) {
            Random random = new Random(8);
            boolean bytes = Set.of(Kind.LLAMA, Kind.GEMMA, Kind.BYTES_ALONE, Kind.BYTE_LEVEL)
                    .contains(kind);
            int first = kind == Kind.BYTE_LEVEL ? tokenizer.id("b").orElseThrow() : 3 + PIECES.indexOf("b");
            for (int trial = 0; trial < 200; trial++) {
                List<Integer> ids =
                        new ArrayList<>(List.of(first)); // some decoders read the first token in another way
                for (int n = random.nextInt(30); n > 0; n--) {
                    if (bytes && (kind == Kind.BYTE_LEVEL || random.nextBoolean())) {
                        int[] letters = "aé世😀 ß👩x".codePoints().toArray();
                        String letter = Character.toString(letters[random.nextInt(letters.length)]);
                        for (byte b : letter.getBytes(StandardCharsets.UTF_8)) {
                            ids.add(tokenizer.vocab() - 256 + (b & 0xFF));
                        }
                    } else {
                        ids.add(3 + random.nextInt(PIECES.size()));
                    }
                }
                var written = new ByteArrayOutputStream();
                ids.forEach(id -> written.writeBytes(tokenizer.bytes(id)));
                int[] taken = ids.stream().mapToInt(id -> id).toArray();
                assertThat(written.toString(StandardCharsets.UTF_8).stripLeading())
                        .isEqualTo(tokenizer.decode(taken, false));
            }
        }
    }

    /** The native library would end the whole process at a text shorter than that. */
    @Test
    void strippingEndsIsRefused(@TempDir Path directory) throws IOException {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.putObject("model").putObject("vocab").put("a", 0);
        root.putObject("decoder")
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 0)
                .put("stop", 1);
        Files.writeString(directory.resolve("tokenizer.json"), root.toString());
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("decoder 'Strip' has stop 1");
    }
}
