package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names that come from a hub or a user and become paths and URLs here: which are harmless, and how they are written. */
final class HubPaths {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern BLOB = Pattern.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,127}");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final int LONGEST = 1024;

    private HubPaths() {}

    static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    static boolean isSha256(String etag) {
        return SHA256.matcher(etag).matches();
    }

    /** Git's own hash of a file: 40 digits, as a commit. */
    static boolean isGitHash(String etag) {
        return isCommit(etag);
    }

    /** Whether an entity tag can be the name of a blob. */
    static boolean isBlobName(String etag) {
        return BLOB.matcher(etag).matches();
    }

    /** Whether {@code path} stays below the directory that it is resolved in, on every system. */
    static boolean isSafe(String path) {
        return !path.isEmpty()
                && path.length() <= LONGEST
                && !path.startsWith("/")
                && !path.contains("\\")
                && !DRIVE.matcher(path).matches()
                && path.chars().noneMatch(Character::isISOControl)
                && Arrays.stream(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    static void requireSafe(String path) {
        if (!isSafe(path)) {
            throw new MuninnException("'" + path + "' is no name of a file in a repository: it would leave the model's"
                    + " directory; nothing was written");
        }
    }

    /** {@code models--ORG--NAME}. */
    static String folder(String repo) {
        return "models--" + repo.replace("/", "--");
    }

    /** A revision in a URL: one segment, so that {@code refs/pr/1} becomes {@code refs%2Fpr%2F1}. */
    static String encodedRevision(String revision) {
        return encoded(revision);
    }

    /** A file's path in a URL. */
    static String encodedPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(HubPaths::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
