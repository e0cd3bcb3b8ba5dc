package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cache.KvGeometry;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording tells of a generation. */
class FlightRecordingTest extends EngineFixture {
    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.muninn." + name))
                .toList();
    }

    @Test
    void eventsTellWhatHappened(@TempDir Path directory) throws Exception {
        Request request = Request.builder(prompt(huginn(), 6))
                .maxTokens(5)
                .recurrences(12)
                .exit(exit("latent-diff:0.2"))
                .build();
        Generator generator = generator(huginn());
        Generated generated;
        Path file = directory.resolve("generation.jfr");
        try (Recording recording = new Recording()) {
            for (String name : List.of("CoreStep", "Exit", "Prefill", "KvPool")) {
                recording.enable("dev.muninn." + name).withoutThreshold();
            }
            recording.start();
            generated = generate(generator, request);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(named(events, "CoreStep"))
                .hasSizeGreaterThanOrEqualTo((int) generated.corePasses())
                .allSatisfy(event -> {
                    assertThat(event.getInt("rows")).isIn(1, 6);
                    assertThat(event.getInt("deepest")).isBetween(1, 12);
                    assertThat(event.getDuration()).isPositive();
                });
        assertThat(named(events, "CoreStep").stream().filter(event -> event.getInt("rows") == 6))
                .hasSize(generated.prefillRecurrences());
        assertThat(named(events, "Prefill")).singleElement().satisfies(event -> {
            assertThat(event.getInt("tokens")).isEqualTo(6);
            assertThat(event.getInt("recurrences")).isEqualTo(generated.prefillRecurrences());
        });
        List<RecordedEvent> exits = named(events, "Exit");
        assertThat(exits).hasSize(5);
        for (int i = 0; i < 5; i++) {
            TokenEvent token = generated.tokens().get(i);
            assertThat(exits.get(i).getInt("position")).isEqualTo(token.position());
            assertThat(exits.get(i).getInt("recurrences")).isEqualTo(token.recurrences());
            assertThat(exits.get(i).getBoolean("exited")).isEqualTo(token.exited());
            assertThat(exits.get(i).getDouble("value")).isEqualTo(token.exitValue());
        }
        KvGeometry geometry = huginn().kvGeometry(KvFormat.F32);
        assertThat(named(events, "KvPool")).singleElement().satisfies(event -> {
            assertThat(event.getLong("bytes")).isGreaterThanOrEqualTo(generated.kvBytes());
            assertThat(event.getLong("bytes") % geometry.pageBytes()).isZero();
            assertThat(event.getLong("poolBytes")).isEqualTo(event.getLong("bytes"));
        });
    }
}
