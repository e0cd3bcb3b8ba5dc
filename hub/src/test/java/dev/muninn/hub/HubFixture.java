package dev.muninn.hub;

import dev.muninn.locate.FetchListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fake hub with one small model, a cache of its own, and a client that waits without waiting. */
abstract class HubFixture {
    static final String REPO = "org/tiny";
    static final String CONFIG = "{\"model_type\": \"huginn_raven\"}";
    static final int SEGMENT = 1000;

    @TempDir
    Path home;

    FakeHub server;
    byte[] weights;
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    final FetchListener listener = new FetchListener() {
        @Override
        public void note(String text) {
            notes.add(text);
        }
    };

    @BeforeEach
    void start() throws IOException {
        weights = random(4500, 1);
        server = new FakeHub()
                .put(REPO, "config.json", CONFIG)
                .put(REPO, "model.safetensors", weights)
                .put(REPO, "tokenizer.json", "{}")
                .put(REPO, "pytorch_model.bin", "a pickle");
        environment.put("HF_ENDPOINT", server.endpoint().toString());
        environment.put("HF_HUB_CACHE", cache().toString());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    Path cache() {
        return home.resolve("cache");
    }

    HubSettings settings() {
        return HubSettings.of(environment, home);
    }

    Hub hub() {
        return hub(new Links(settings().withoutLinks()));
    }

    Hub hub(Links links) {
        return new Hub(settings(), new Waiting(waits::add), links, path -> Long.MAX_VALUE, SEGMENT);
    }

    Path fetch(String reference) {
        return hub().fetch(HubReference.parse(reference), listener);
    }

    Path directory() {
        return cache().resolve("models--org--tiny");
    }

    /** Everything below the cache but locks, by name. */
    List<String> tree() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(cache())) {
            files.filter(file -> !Files.isDirectory(file) && !file.toString().contains(".locks"))
                    .map(file -> cache().relativize(file).toString())
                    .sorted()
                    .forEach(names::add);
        }
        return names;
    }

    long requests(String method, String part) {
        return server.seen().stream()
                .filter(seen -> seen.method().equals(method) && seen.path().contains(part))
                .count();
    }
}
