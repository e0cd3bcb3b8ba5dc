package dev.muninn.eval.harness.run;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.score.Said;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model has said, a line an answer, appended as it comes: a run that was ended keeps it, and one that goes on does not ask again. A
 * line's key stands for everything that the answer depends on; a last line that was cut short is left out.
 */
public final class Journal implements AutoCloseable {
    public static final String FILE = "answers.jsonl";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Map<String, Answer> known = new HashMap<>();
    private final BufferedWriter out;

    /** In {@code directory}, which is made if need be. */
    public Journal(Path directory) {
        this.file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            boolean whole = !Files.exists(file) || readAll();
            out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (!whole) {
                out.newLine(); // what was cut short stays a line of its own
            }
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** Returns whether the last line is whole. */
    private boolean readAll() throws IOException {
        String text = Files.readString(file);
        text.lines().forEach(line -> {
            try {
                JsonNode node = JSON.readTree(line);
                if (node.isObject()) {
                    known.put(node.path("key").asString(), answer(node));
                }
            } catch (JacksonException e) {
                // The line that an earlier run was ended in.
            }
        });
        return text.isEmpty() || text.endsWith("\n");
    }

    /** The key of an answer that depends on {@code parts}. */
    static String key(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(part instanceof int[] tokens ? java.util.Arrays.toString(tokens) : part)
                    .append('\u0000');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<Answer> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    void add(String key, Answer answer) {
        known.put(key, answer);
        try {
            out.write(line(key, answer).toString());
            out.newLine();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** What was added is on the disk. */
    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private static ObjectNode line(String key, Answer answer) {
        ObjectNode line = JSON.createObjectNode().put("key", key);
        switch (answer.said()) {
            case Said.Texts(List<String> texts) -> texts.forEach(line.putArray("texts")::add);
            case Said.Likelihoods(double[] sums, boolean[] greedy) -> {
                ArrayNode values = line.putArray("sums");
                ArrayNode flags = line.putArray("greedy");
                for (int i = 0; i < sums.length; i++) {
                    values.add(sums[i]);
                    flags.add(greedy[i]);
                }
            }
        }
        Cost cost = answer.cost();
        line.putArray("cost")
                .add(cost.tokens())
                .add(cost.written())
                .add(cost.coreRows())
                .add(cost.kvBytes())
                .add(cost.seconds());
        return line;
    }

    private static Answer answer(JsonNode line) {
        JsonNode cost = line.path("cost");
        Cost spent = new Cost(
                cost.path(0).asLong(),
                cost.path(1).asLong(),
                cost.path(2).asLong(),
                cost.path(3).asLong(),
                cost.path(4).asDouble());
        if (line.has("texts")) {
            List<String> texts = new ArrayList<>();
            line.path("texts").forEach(text -> texts.add(text.asString()));
            return new Answer(new Said.Texts(texts), spent);
        }
        JsonNode values = line.path("sums");
        double[] sums = new double[values.size()];
        boolean[] greedy = new boolean[values.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = values.path(i).asDouble();
            greedy[i] = line.path("greedy").path(i).asBoolean();
        }
        return new Answer(new Said.Likelihoods(sums, greedy), spent);
    }

    private MuninnException fault(IOException e) {
        return new MuninnException(
                "%s: could not be written or read (%s); name another directory with --out"
                        .formatted(file, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw fault(e);
        }
    }
}
