package dev.muninn.hub;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A hub for tests, on two ports: one speaks Hugging Face's protocol, one plays the host that stores large files. It records what
 * it is asked, and a test can put an answer of its own before it: broken, slow, or a lie.
 */
final class FakeHub implements AutoCloseable {
    /** What came. {@code path} is decoded only by those who answer. */
    record Seen(String host, String method, String path, String query, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** An answer; {@code announced} is the Content-Length, negative for none, and the body ends after {@code sent} bytes. */
    record Reply(int status, Map<String, String> headers, byte[] body, long announced, long sent) {
        static Reply of(int status, Map<String, String> headers, byte[] body) {
            return new Reply(status, headers, body, body.length, body.length);
        }

        static Reply error(int status, String code) {
            return of(status, code.isEmpty() ? Map.of() : Map.of("X-Error-Code", code), new byte[0]);
        }

        Reply cutAt(long bytes) {
            return new Reply(status, headers, body, announced, Math.min(sent, bytes));
        }

        Reply with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, announced, sent);
        }

        Reply without(String name) {
            Map<String, String> fewer = new LinkedHashMap<>(headers);
            fewer.remove(name);
            return new Reply(status, fewer, body, announced, sent);
        }

        Reply announcing(long length) {
            return new Reply(status, headers, body, length, sent);
        }
    }

    /** A repository: files by path, those that are stored elsewhere, and the commit that stands for them. */
    private static final class Repo {
        private final Map<String, byte[]> files = new TreeMap<>();
        private final List<String> refs = new ArrayList<>(List.of("main"));

        String commit() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            files.forEach(
                    (path, bytes) -> all.writeBytes((path + sha("SHA-256", bytes)).getBytes(StandardCharsets.UTF_8)));
            return sha("SHA-1", all.toByteArray());
        }
    }

    private final Map<String, Repo> repos = new TreeMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<Function<Seen, Reply>> before = new CopyOnWriteArrayList<>();
    private final ServerSocket hub;
    private final ServerSocket storage;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    FakeHub() throws IOException {
        this(0);
    }

    FakeHub(int port) throws IOException {
        hub = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        storage = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        serve(hub, "hub");
        serve(storage, "storage");
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getLocalPort());
    }

    FakeHub put(String repo, String path, byte[] bytes) {
        repos.computeIfAbsent(repo, name -> new Repo()).files.put(path, bytes);
        return this;
    }

    FakeHub put(String repo, String path, String text) {
        return put(repo, path, text.getBytes(StandardCharsets.UTF_8));
    }

    void ref(String repo, String ref) {
        repos.get(repo).refs.add(ref);
    }

    String commit(String repo) {
        return repos.get(repo).commit();
    }

    /** Slows every body down. */
    void pace(long bytes) {
        bytesPerSecond = bytes;
    }

    /** Asked before the hub answers; null for its own answer. The last one added is asked first. */
    void answer(Function<Seen, Reply> answer) {
        before.addFirst(answer);
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    void forget() {
        seen.clear();
    }

    static boolean large(String path) {
        return path.endsWith(".safetensors") || path.endsWith(".gguf");
    }

    static String sha(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of a file's blob: sha256 for a large one, git's hash for others. */
    static String etag(String path, byte[] bytes) {
        if (large(path)) {
            return sha("SHA-256", bytes);
        }
        ByteArrayOutputStream git = new ByteArrayOutputStream();
        git.writeBytes(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
        git.writeBytes(bytes);
        return sha("SHA-1", git.toByteArray());
    }

    private void serve(ServerSocket server, String host) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> handle(socket, host));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void handle(Socket socket, String host) {
        try (socket) {
            Seen request = read(socket.getInputStream(), host);
            if (request == null) {
                return;
            }
            seen.add(request);
            write(socket, request, answerTo(request));
        } catch (IOException e) {
            // the client has left
        }
    }

    private static Seen read(InputStream in, String host) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            head.append((char) c);
        }
        String[] lines = head.toString().split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        String[] target = first[1].split("\\?", 2);
        return new Seen(host, first[0], target[0], target.length == 1 ? "" : target[1], headers);
    }

    private void write(Socket socket, Seen request, Reply reply) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Said\r\nConnection: close\r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (reply.announced() >= 0) {
            head.append("Content-Length: ").append(reply.announced()).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!request.method().equals("HEAD")) {
            body(out, reply);
        }
        out.flush();
    }

    private void body(OutputStream out, Reply reply) throws IOException {
        int step = (int) Math.min(1 << 16, Math.max(1, bytesPerSecond / 20));
        for (long at = 0; at < reply.sent(); at += step) {
            int count = (int) Math.min(step, reply.sent() - at);
            out.write(reply.body(), (int) (at % Math.max(1, reply.body().length)), count);
            if (bytesPerSecond < Long.MAX_VALUE) {
                out.flush();
                try {
                    Thread.sleep(1000L * count / bytesPerSecond);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private Reply answerTo(Seen request) {
        for (Function<Seen, Reply> answer : before) {
            Reply own = answer.apply(request);
            if (own != null) {
                return own;
            }
        }
        return usual(request);
    }

    /** What an honest hub answers. */
    Reply usual(Seen request) {
        String[] parts = request.path().substring(1).split("/");
        if (request.host().equals("storage")) {
            return stored(request);
        }
        if (parts[0].equals("api")) {
            String listed = parts[2] + "/" + parts[3];
            String at = parts.length > 5 ? decoded(parts[5]) : "main";
            return parts.length > 4 && parts[4].equals("tree") ? tree(listed) : list(listed, at);
        }
        String repo = parts[0] + "/" + parts[1];
        String path = decoded(String.join("/", List.of(parts).subList(4, parts.length)));
        Repo found = repos.get(repo);
        if (found == null) {
            return Reply.error(404, "RepoNotFound");
        }
        String revision = decoded(parts[3]);
        if (!found.refs.contains(revision) && !found.commit().equals(revision)) {
            return Reply.error(404, "RevisionNotFound");
        }
        byte[] bytes = found.files.get(path);
        if (bytes == null) {
            return Reply.error(404, "EntryNotFound").with("X-Repo-Commit", found.commit());
        }
        String etag = etag(path, bytes);
        if (!large(path)) {
            return Reply.of(200, Map.of("X-Repo-Commit", found.commit(), "ETag", "\"" + etag + "\""), bytes);
        }
        return Reply.of(
                302,
                Map.of(
                        "X-Repo-Commit",
                        found.commit(),
                        "X-Linked-Etag",
                        "\"" + etag + "\"",
                        "X-Linked-Size",
                        Integer.toString(bytes.length),
                        "Location",
                        "http://127.0.0.1:" + storage.getLocalPort() + "/" + etag + "?sig=1"),
                "Found".getBytes(StandardCharsets.UTF_8));
    }

    private Reply stored(Seen request) {
        String etag = request.path().substring(1);
        byte[] bytes = repos.values().stream()
                .flatMap(repo -> repo.files.values().stream())
                .filter(file -> sha("SHA-256", file).equals(etag))
                .findFirst()
                .orElse(null);
        if (bytes == null) {
            return Reply.error(404, "");
        }
        String range = request.header("range");
        if (range.isEmpty()) {
            return Reply.of(200, Map.of("ETag", "\"elsewhere\""), bytes);
        }
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int from = Integer.parseInt(ends[0]);
        int to = ends[1].isEmpty() ? bytes.length - 1 : Math.min(bytes.length - 1, Integer.parseInt(ends[1]));
        if (from > to) {
            return Reply.of(416, Map.of("Content-Range", "bytes */" + bytes.length), new byte[0]);
        }
        byte[] part = Arrays.copyOfRange(bytes, from, to + 1);
        return Reply.of(
                206,
                Map.of("Content-Range", "bytes " + from + "-" + to + "/" + bytes.length, "ETag", "\"elsewhere\""),
                part);
    }

    private Reply list(String repo, String revision) {
        Repo found = repos.get(repo);
        if (found == null) {
            return Reply.error(401, "RepoNotFound");
        }
        if (!found.refs.contains(revision) && !found.commit().equals(revision)) {
            return Reply.error(404, "RevisionNotFound");
        }
        StringBuilder json =
                new StringBuilder("{\"id\":\"" + repo + "\",\"modelId\":\"" + repo + "\",\"private\":false,\"tags\":[],"
                        + "\"downloads\":0,\"likes\":0,\"sha\":\"" + found.commit() + "\",\"siblings\":[");
        String comma = "";
        for (Map.Entry<String, byte[]> file : found.files.entrySet()) {
            json.append(comma)
                    .append("{\"rfilename\":\"")
                    .append(file.getKey().replace("\\", "\\\\"))
                    .append("\",\"size\":")
                    .append(file.getValue().length)
                    .append('}');
            comma = ",";
        }
        byte[] body = json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        return Reply.of(200, Map.of("Content-Type", "application/json"), body);
    }

    /** What newer Python clients ask for: every file with the names of its blob. */
    private Reply tree(String repo) {
        StringBuilder json = new StringBuilder("[");
        repos.get(repo).files.forEach((path, bytes) -> {
            String etag = etag(path, bytes);
            json.append(json.length() == 1 ? "" : ",")
                    .append("{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + bytes.length + ",\"oid\":\""
                            + sha("SHA-1", bytes) + "\""
                            + (large(path)
                                    ? ",\"lfs\":{\"oid\":\"" + etag + "\",\"size\":" + bytes.length
                                            + ",\"pointerSize\":130}"
                                    : "")
                            + "}");
        });
        return Reply.of(
                200,
                Map.of("Content-Type", "application/json"),
                json.append("]").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        hub.close();
        storage.close();
    }
}
