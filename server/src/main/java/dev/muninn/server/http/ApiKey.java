package dev.muninn.server.http;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A secret that lets a client in.
 *
 * @param name of its owner, for the log; never the secret
 */
public record ApiKey(String name, String secret) {
    public ApiKey {
        require(!secret.isBlank(), "the API key is blank; wanted some characters that are hard to guess");
        require(!name.isBlank(), "an API key's name is blank");
    }

    /** A server's only key. */
    public static ApiKey only(String secret) {
        return new ApiKey("default", secret);
    }

    /** One key a line: {@code NAME SECRET}. Empty lines and lines that begin with {@code #} are skipped. */
    public static List<ApiKey> read(Path file) {
        List<ApiKey> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] words = text.split("\\s+", -1);
            // A line is not quoted: it holds a secret.
            require(
                    words.length == 2,
                    "%s, line %d has %d words; 'NAME SECRET' is wanted, such as 'alice s3cr3t'",
                    file,
                    number,
                    words.length);
            require(names.add(words[0]), "%s, line %d: there is a key '%s' already", file, number, words[0]);
            keys.add(new ApiKey(words[0], words[1]));
        }
        require(!keys.isEmpty(), "%s has no keys; a line 'NAME SECRET' is wanted for each", file);
        return keys;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new MuninnException(
                    "%s cannot be read; a file with a line 'NAME SECRET' for each key is wanted".formatted(file), e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ApiKey[" + name + "]";
    }
}
