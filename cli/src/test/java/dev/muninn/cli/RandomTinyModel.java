package dev.muninn.cli;

import dev.muninn.architecture.Architecture;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.family.RavenFacts;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small random checkpoint that speaks bytes, so that every verb has something to run on before a trained model is there. It
 * is written once to the user's cache directory.
 */
final class RandomTinyModel {
    private static final String NAME = "random-tiny-1";
    private static final int BYTES = 256;
    private static final int BEGIN = BYTES;
    private static final int END = BYTES + 1;

    private RandomTinyModel() {}

    static Path directory() {
        Path cache = cache();
        Path directory = cache.resolve(NAME);
        if (!Files.exists(directory.resolve("tokenizer.json"))) {
            try {
                Files.createDirectories(cache);
                Path fresh = Files.createTempDirectory(cache, NAME).resolve("model");
                new RandomCheckpoint(config(), DType.F32, 1, 1).write(fresh);
                Files.writeString(fresh.resolve("tokenizer.json"), tokenizer());
                moveInto(fresh, directory);
                Files.delete(fresh.getParent());
            } catch (IOException e) {
                throw new MuninnException(
                        "the random tiny model cannot be written to " + directory + " (" + e.getMessage()
                                + "); set XDG_CACHE_HOME to a directory that can be written, or give a --model",
                        e);
            }
        }
        return directory;
    }

    private static Path cache() {
        String asked = System.getenv("XDG_CACHE_HOME");
        Path base =
                asked == null || asked.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(asked);
        return base.resolve("muninn");
    }

    /** Somebody else may have been faster; theirs is as good. */
    private static void moveInto(Path fresh, Path directory) throws IOException {
        try {
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.exists(directory.resolve("tokenizer.json"))) {
                throw e;
            }
        }
    }

    private static Architecture config() {
        return RavenFacts.of(
                END + 1,
                64,
                4,
                4,
                16,
                176,
                1e-6f,
                50_000,
                1024,
                1,
                2,
                1,
                8,
                4,
                true,
                true,
                0,
                new SpecialTokens(OptionalInt.of(BEGIN), List.of(END), OptionalInt.empty()));
    }

    /** Byte-level BPE without merges: a token a byte. */
    private static String tokenizer() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("version", "1.0");
        for (int special = BEGIN; special <= END; special++) {
            json.withArray("added_tokens")
                    .addObject()
                    .put("id", special)
                    .put("content", special == BEGIN ? "<|begin_text|>" : "<|end_text|>")
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        json.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        json.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocab = model.putObject("vocab");
        int unprintable = BYTES;
        for (int value = 0; value < BYTES; value++) {
            int symbol = printable(value) ? value : unprintable++;
            vocab.put(Character.toString(symbol), value);
        }
        model.putArray("merges");
        return json.toString();
    }

    /** The bytes that byte-level BPE writes as themselves (GPT-2); the others follow from U+0100 on. */
    private static boolean printable(int value) {
        return value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
    }
}
