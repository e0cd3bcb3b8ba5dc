package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import dev.muninn.hub.HubHttp.Hops;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The three questions that the hub answers: what a repository holds, what a file is, and a file's bytes from a place on. */
final class HubApi {
    private static final int MOST_LISTING_BYTES = 64 << 20;
    private static final int MOST_FILES = 200_000;

    private final HubHttp http;
    private final HubErrors errors;
    private final Waiting waiting;

    HubApi(HubHttp http, HubErrors errors, Waiting waiting) {
        this.http = http;
        this.errors = errors;
        this.waiting = waiting;
    }

    HubErrors errors() {
        return errors;
    }

    /** The commit that {@code revision} stands for, and its files. */
    Listing list(String repo, String revision) throws HubFailure {
        URI address = http.at("/api/models/" + HubPaths.encodedPath(repo) + "/revision/"
                + HubPaths.encodedRevision(revision) + "?blobs=true");
        return asking(() -> http.send("GET", address, Map.of("Accept", "application/json"), Hops.AT_HOME), answer -> {
            if (answer.status() != 200) {
                throw errors.of(answer, repo, revision, "the list of files");
            }
            return listing(answer.body().readNBytes(MOST_LISTING_BYTES + 1), repo);
        });
    }

    private Listing listing(byte[] json, String repo) throws HubFailure {
        if (json.length > MOST_LISTING_BYTES) {
            throw new HubFailure(
                    Kind.BAD_ANSWER,
                    errors.hub() + " sends a list of files for " + repo + " that does not end; gave up");
        }
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new HubFailure(
                    Kind.BAD_ANSWER,
                    errors.hub() + " does not answer as a hub does (no JSON for the list of files of " + repo
                            + "); check HF_ENDPOINT, and whether a proxy or a login page is in between",
                    e);
        }
        String commit = root.path("sha").asString("");
        JsonNode siblings = root.path("siblings");
        if (!HubPaths.isCommit(commit) || !siblings.isArray() || siblings.size() > MOST_FILES) {
            throw new HubFailure(
                    Kind.BAD_ANSWER,
                    errors.hub() + " does not say which commit and files " + repo + " has; check HF_ENDPOINT");
        }
        SortedMap<String, Long> files = new TreeMap<>();
        for (JsonNode sibling : siblings) {
            String path = sibling.path("rfilename").asString("");
            if (HubPaths.isSafe(path)) {
                files.put(path, sibling.path("size").asLong(-1));
            }
        }
        return new Listing(commit, files);
    }

    /** What {@code path} is at {@code commit}: its blob's name and size. */
    RemoteFile file(String repo, String commit, String path) throws HubFailure {
        return asking(() -> http.send("HEAD", resolve(repo, commit, path), Map.of(), Hops.AT_HOME), answer -> {
            if (answer.status() != 200 && !answer.redirects()) {
                throw errors.of(answer, repo, commit, path);
            }
            return remote(answer, path);
        });
    }

    private RemoteFile remote(Answer answer, String path) throws HubFailure {
        String commit = answer.header("x-repo-commit").orElseThrow(() -> errors.without("X-Repo-Commit", path));
        String etag = answer.header("x-linked-etag")
                .or(() -> answer.header("etag"))
                .map(HubApi::plain)
                .orElseThrow(() -> errors.without("ETag", path));
        if (!HubPaths.isCommit(commit) || !HubPaths.isBlobName(etag)) {
            throw errors.without("a usable X-Repo-Commit and ETag", path);
        }
        OptionalLong size = answer.number("x-linked-size");
        if (size.isEmpty() && !answer.redirects()) {
            size = answer.number("content-length"); // absent is unknown, not 0
        }
        return new RemoteFile(path, commit, etag, size);
    }

    /** An entity tag without the marks around it. */
    private static String plain(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "").strip();
    }

    /** The bytes of a file from {@code from} to {@code to}, both included; all of it where {@code to} is negative. One try. */
    Answer bytes(String repo, RemoteFile file, long from, long to) throws IOException, HubFailure {
        Map<String, String> range = to < 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-" + to);
        return http.send("GET", resolve(repo, file.commit(), file.path()), range, Hops.ANYWHERE);
    }

    private URI resolve(String repo, String commit, String path) {
        return http.at("/" + HubPaths.encodedPath(repo) + "/resolve/" + commit + "/" + HubPaths.encodedPath(path));
    }

    /** Sends a request. */
    @FunctionalInterface
    private interface Question {
        Answer send() throws IOException, HubFailure;
    }

    /** Makes sense of an answer. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(Answer answer) throws IOException, HubFailure;
    }

    /** Asks until there is an answer that another try would not change. */
    private <T> T asking(Question question, Reading<T> reading) throws HubFailure {
        for (int next = 1; ; next++) {
            Optional<String> retryAfter = Optional.empty();
            try (Answer answer = question.send()) {
                if (!Waiting.PASSING.contains(answer.status()) || next >= Waiting.TRIES) {
                    return reading.of(answer);
                }
                retryAfter = answer.header("retry-after");
            } catch (IOException e) {
                if (HubErrors.hopeless(e) || next >= Waiting.TRIES) {
                    throw errors.of(e);
                }
            }
            waiting.before(next, retryAfter);
        }
    }
}
