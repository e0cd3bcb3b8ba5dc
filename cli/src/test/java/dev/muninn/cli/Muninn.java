package dev.muninn.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs command lines in this JVM, one at a time, and keeps what they print. */
final class Muninn {
    static final Path RESOURCES = Path.of("..", "core", "src", "test", "resources");
    static final Path HUGINN = RESOURCES.resolve("huginn-0125");
    static final Path RAVEN = RESOURCES.resolve("goldens").resolve("huginn-tiny");
    static final Path OURO = RESOURCES.resolve("goldens").resolve("ouro-tiny");

    /** What a command line did. */
    record Run(int status, String out, String err) {
        /** Standard output as exactly one JSON object on one line. */
        JsonNode json() {
            if (out.lines().count() != 1) {
                throw new AssertionError("one line is wanted: " + out + err);
            }
            return parse(out);
        }
    }

    private Muninn() {}

    static Run run(Object... words) {
        return runReading("", words);
    }

    static synchronized Run runReading(String input, Object... words) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        try {
            int status = Main.run(Stream.of(words).map(String::valueOf).toArray(String[]::new));
            return new Run(
                    status, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    static JsonNode golden(Path model) {
        try {
            return parse(Files.readString(model.resolve("generate.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parse(String json) {
        return JsonMapper.shared().readTree(json);
    }

    static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /** 1,2,3. */
    static String joined(JsonNode array) {
        String text = array.toString();
        return text.substring(1, text.length() - 1);
    }

    /** Copies the files of a model directory, but not what is below it. */
    static Path copy(Path model, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
