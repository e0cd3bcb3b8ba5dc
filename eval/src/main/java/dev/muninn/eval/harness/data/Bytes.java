package dev.muninn.eval.harness.data;

import dev.muninn.error.MuninnException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** What a file holds, unpacked if it is gzipped. */
final class Bytes {
    private static final int GZIP = 0x1f8b;

    private Bytes() {}

    static byte[] read(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            boolean packed = (raw.read() << 8 | raw.read()) == GZIP;
            raw.reset();
            try (InputStream in = packed ? new GZIPInputStream(raw) : raw) {
                return in.readAllBytes();
            }
        } catch (NoSuchFileException e) {
            throw new MuninnException(file + ": no such file", e);
        } catch (IOException e) {
            throw new MuninnException(file + ": cannot be read (" + e.getMessage() + "); is it cut short?", e);
        }
    }

    static String text(Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(read(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MuninnException(file + ": found bytes that are not UTF-8, wanted text", e);
        }
    }
}
