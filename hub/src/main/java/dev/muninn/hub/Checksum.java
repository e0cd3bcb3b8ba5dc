package dev.muninn.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whether a file is the one that its blob's name says. */
final class Checksum {
    private static final int BUFFER = 1 << 20;

    private Checksum() {}

    /**
     * Compares the file with {@code etag}: 64 digits are the sha256 of its bytes; 40 digits are git's hash, the sha1 of "blob SIZE\0" and
     * the bytes, or on some mirrors the sha1 of the bytes. Other names say nothing about the content.
     */
    static boolean agrees(Path file, String etag) throws IOException {
        if (HubPaths.isSha256(etag)) {
            return hash(file, digest("SHA-256")).equals(etag);
        }
        if (HubPaths.isGitHash(etag)) {
            MessageDigest git = digest("SHA-1");
            git.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            return hash(file, git).equals(etag) || hash(file, digest("SHA-1")).equals(etag);
        }
        return true;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    private static String hash(Path file, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
