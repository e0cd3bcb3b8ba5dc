package dev.muninn.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.FakeHub.Reply;
import dev.muninn.hub.FakeHub.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Broken lines, lies and other writers: a model is whole or it is none. */
class HubTransferTest extends HubFixture {
    private static boolean stored(Seen seen) {
        return seen.host().equals("storage");
    }

    private Path blob() {
        return directory().resolve("blobs").resolve(FakeHub.sha("SHA-256", weights));
    }

    private void assertNoModel() throws IOException {
        assertThat(blob()).doesNotExist();
        assertThat(tree()).noneMatch(name -> name.endsWith("model.safetensors"));
        environment.put("HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> fetch("org/tiny")).isInstanceOf(MuninnException.class);
        environment.remove("HF_HUB_OFFLINE");
    }

    @Test
    void severalConnectionsShareALargeFile() {
        fetch("org/tiny");
        assertThat(server.seen())
                .filteredOn(HubTransferTest::stored)
                .extracting(seen -> seen.header("range"))
                .containsExactlyInAnyOrder(
                        "bytes=0-999", "bytes=1000-1999", "bytes=2000-2999", "bytes=3000-3999", "bytes=4000-4499");
    }

    @Test
    void aBrokenLineGoesOnWhereItBroke() {
        AtomicInteger answers = new AtomicInteger();
        server.answer(seen -> stored(seen) && answers.incrementAndGet() % 2 == 1
                ? server.usual(seen).cutAt(300)
                : null);
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.seen()).anyMatch(seen -> seen.header("range").startsWith("bytes=300-"));
    }

    @Test
    void whatHasComeIsKeptForTheNextTry() throws IOException {
        server.answer(
                seen -> stored(seen) && !seen.header("range").startsWith("bytes=0-") ? Reply.error(500, "") : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("is in trouble");
        assertNoModel();
        assertThat(tree()).anyMatch(name -> name.endsWith(".incomplete"));

        server.answer(seen -> stored(seen) ? server.usual(seen) : null);
        server.forget();
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.seen())
                .filteredOn(HubTransferTest::stored)
                .noneMatch(seen -> seen.header("range").startsWith("bytes=0-"));
        assertThat(tree()).noneMatch(name -> name.contains("incomplete"));
    }

    @Test
    void aWholePartialFileIsNotAskedForAgain() throws IOException {
        server.answer(
                seen -> stored(seen) && seen.header("range").startsWith("bytes=4000-") ? Reply.error(500, "") : null);
        assertThatThrownBy(() -> fetch("org/tiny")).isInstanceOf(MuninnException.class);
        Path partial = Partial.leftBehind(
                        directory().resolve("blobs"), blob().getFileName().toString())
                .getFirst();
        Files.write(partial, weights);
        new PartialNotes(4500, SEGMENT, null, new long[] {1000, 1000, 1000, 1000, 500}).write(Partial.notes(partial));
        server.forget();
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.seen()).noneMatch(HubTransferTest::stored);
    }

    @Test
    void notesThatPromiseMoreThanTheFileHoldsAreNotBelieved() throws IOException {
        Path blobs = Files.createDirectories(directory().resolve("blobs"));
        Path partial =
                Files.write(blobs.resolve(blob().getFileName() + ".0000abcd.incomplete"), new byte[] {weights[0]});
        new PartialNotes(4500, SEGMENT, null, new long[] {1000, 1000, 1000, 1000, 500}).write(Partial.notes(partial));
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void anotherWritersPartialFileIsLeftAlone() throws IOException {
        Path blobs = Files.createDirectories(directory().resolve("blobs"));
        Path python = Files.write(blobs.resolve(blob().getFileName() + ".incomplete"), new byte[100]);
        Path busy = Files.write(blobs.resolve(blob().getFileName() + ".0000abcd.incomplete"), new byte[1000]);
        new PartialNotes(4500, SEGMENT, Owner.self(), new long[] {1000, 0, 0, 0, 0}).write(Partial.notes(busy));
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(python).hasBinaryContent(new byte[100]);
        assertThat(busy).hasBinaryContent(new byte[1000]);
        assertThat(new CacheContents(settings()).prune(false, true)).isZero();
        assertThat(busy).exists();
    }

    @Test
    void aServerWithoutRangesIsReadFromTheStart() {
        server.answer(seen -> stored(seen) ? Reply.of(200, Map.of(), weights) : null);
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.seen()).filteredOn(HubTransferTest::stored).hasSize(1);
    }

    @Test
    void aServerWithoutRangesAndABrokenLineBeginsAgain() {
        AtomicInteger answers = new AtomicInteger();
        server.answer(seen -> stored(seen)
                ? Reply.of(200, Map.of(), weights).cutAt(answers.incrementAndGet() < 3 ? 2500 : 4500)
                : null);
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(answers).hasValue(3);
    }

    @Test
    void aRangeThatWasNotAskedForIsALie() throws IOException {
        server.answer(seen ->
                stored(seen) ? Reply.of(206, Map.of("Content-Range", "bytes 5-1004/4500"), new byte[1000]) : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("announced 4500 bytes");
        assertNoModel();
    }

    @Test
    void aSizeThatLiesIsNoticed() throws IOException {
        server.answer(seen -> seen.method().equals("HEAD") && seen.path().endsWith("model.safetensors")
                ? server.usual(seen).with("X-Linked-Size", "5000")
                : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("announced 5000 bytes");
        assertNoModel();
        server.answer(seen -> seen.method().equals("HEAD") && seen.path().endsWith("model.safetensors")
                ? server.usual(seen).with("X-Linked-Size", "4000")
                : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("announced 4000 bytes");
        assertNoModel();
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws IOException {
        server.answer(
                seen -> stored(seen) ? new Reply(200, Map.of(), new byte[1 << 16], -1, Long.MAX_VALUE / 4) : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("announced 4500 bytes");
        assertNoModel();
    }

    @Test
    void aSmallFileWithoutEndIsCutOffToo() throws IOException {
        server.answer(seen -> {
            if (!seen.path().endsWith("/config.json")) {
                return null;
            }
            Reply usual = server.usual(seen).announcing(-1);
            return seen.method().equals("HEAD")
                    ? usual
                    : new Reply(200, usual.headers(), new byte[1 << 16], -1, Long.MAX_VALUE / 4);
        });
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("does not send X-Linked-Size");
    }

    @Test
    void wrongBytesAreNeverAModel() throws IOException {
        byte[] wrong = random(4500, 99);
        server.answer(seen -> {
            if (!stored(seen)) {
                return null;
            }
            String[] range = seen.header("range").substring(6).split("-");
            int from = Integer.parseInt(range[0]);
            int to = Integer.parseInt(range[1]);
            return Reply.of(
                    206,
                    Map.of("Content-Range", "bytes " + from + "-" + to + "/4500"),
                    Arrays.copyOfRange(wrong, from, to + 1));
        });
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("other bytes than its checksum");
        assertNoModel();
        assertThat(tree()).noneMatch(name -> name.contains("incomplete"));
    }

    @Test
    void wrongBytesOfASmallFileAreNoticedToo() {
        server.answer(seen -> seen.method().equals("GET") && seen.path().endsWith("/config.json")
                ? Reply.of(200, Map.of(), CONFIG.replace('h', 'x').getBytes())
                : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("checksum");
    }

    @Test
    void bytesThatWereWrongOnceAreFetchedAgain() {
        AtomicInteger answers = new AtomicInteger();
        server.answer(seen -> {
            if (!stored(seen) || answers.incrementAndGet() > 1) {
                return null;
            }
            Reply usual = server.usual(seen);
            return Reply.of(206, usual.headers(), new byte[usual.body().length]);
        });
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aBlobThatIsTooShortIsFetchedAgain() throws IOException {
        Path model = fetch("org/tiny");
        Files.write(blob(), new byte[10]);
        assertThat(fetch("org/tiny").resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aSilentServerIsGivenUp() {
        environment.put("HF_HUB_DOWNLOAD_TIMEOUT", "1");
        server.answer(seen -> {
            if (stored(seen)) {
                server.pace(20); // a byte every 50 ms is no silence; then nothing at all
                return server.usual(seen).cutAt(0).announcing(1000);
            }
            return null;
        });
        assertThatThrownBy(() -> fetch("org/tiny")).isInstanceOf(MuninnException.class);
    }

    @Test
    void theDiskIsAskedBeforeTheFirstByte() throws IOException {
        Hub small = new Hub(settings(), new Waiting(waits::add), new Links(false), path -> 1000, SEGMENT);
        assertThatThrownBy(() -> small.fetch(HubReference.parse("org/tiny"), listener))
                .hasMessageContaining("are to be fetched")
                .hasMessageContaining("HF_HOME");
        assertThat(requests("GET", "resolve")).isZero();
        assertThat(server.seen()).noneMatch(HubTransferTest::stored);
    }

    @Test
    void namesThatLeadOutsideAreNotWritten() throws IOException {
        server.put("org/evil", "config.json", CONFIG)
                .put("org/evil", "model.safetensors", weights)
                .put("org/evil", "../../../evil.jinja", "x")
                .put("org/evil", "additional_chat_templates/../../../../evil.jinja", "x");
        fetch("org/evil");
        assertThat(tree()).noneMatch(name -> name.contains("evil.jinja"));

        server.put("org/index", "config.json", CONFIG)
                .put(
                        "org/index",
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"../../../../w.safetensors\"}}")
                .put("org/index", "../../../../w.safetensors", weights);
        assertThatThrownBy(() -> fetch("org/index")).hasMessageContaining("would leave the model's directory");
        assertThat(home.resolve("w.safetensors")).doesNotExist();
    }

    @Test
    void aLinkInsteadOfADirectoryIsNotFollowed() throws IOException {
        server.put(REPO, "additional_chat_templates/a.jinja", "x");
        Path snapshot = Files.createDirectories(directory().resolve("snapshots").resolve(server.commit(REPO)));
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.createSymbolicLink(snapshot.resolve("additional_chat_templates"), outside);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("is a link where a directory should be");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void tagsThatAreNoNamesAreRefused() {
        server.answer(seen -> seen.method().equals("HEAD") && seen.path().endsWith("config.json")
                ? server.usual(seen).with("ETag", "\"../../evil\"")
                : null);
        assertThatThrownBy(() -> fetch("org/tiny")).hasMessageContaining("usable");
    }

    @Test
    void twoThreadsDoNoHarmWithoutLocks() throws Exception {
        Files.createDirectories(cache());
        Files.writeString(cache().resolve(".locks"), "a file where locks should be: none can be had");
        server.pace(20_000);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Path>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(threads.submit((Callable<Path>) () -> fetch("org/tiny")));
            }
            for (Future<Path> one : both) {
                assertThat(one.get().resolve("model.safetensors")).hasBinaryContent(weights);
            }
        }
        assertThat(tree()).noneMatch(name -> name.contains("incomplete") || name.endsWith(".tmp"));
    }

    @Test
    void threadsThatWantTheSameFetchItOnce() throws Exception {
        server.pace(20_000);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Path> first = threads.submit((Callable<Path>) () -> fetch("org/tiny"));
            Future<Path> second = threads.submit((Callable<Path>) () -> fetch("org/tiny"));
            assertThat(first.get()).isEqualTo(second.get());
        }
        assertThat(server.seen()).filteredOn(HubTransferTest::stored).hasSize(5);
    }

    @Test
    void aProcessThatIsKilledLeavesItsBytes() throws Exception {
        byte[] large = random(60_000, 8);
        server.put("org/slow", "config.json", CONFIG).put("org/slow", "model.safetensors", large);
        server.pace(20_000);
        Process other = otherProcess("org/slow");
        Path blobs = cache().resolve("models--org--slow/blobs");
        String etag = FakeHub.sha("SHA-256", large);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (bytesNoted(blobs, etag) < 10_000) {
            assertThat(System.nanoTime())
                    .as("the other process has fetched something")
                    .isLessThan(deadline);
            assertThat(other.isAlive()).isTrue();
            Thread.sleep(20);
        }
        other.destroyForcibly().waitFor();
        assertThat(Partial.bytesLeft(blobs, etag, large.length)).isGreaterThanOrEqualTo(10_000);
        server.pace(Long.MAX_VALUE);
        server.forget();
        assertThat(fetch("org/slow").resolve("model.safetensors")).hasBinaryContent(large);
        long asked = server.seen().stream()
                .filter(HubTransferTest::stored)
                .mapToLong(seen -> {
                    String[] ends = seen.header("range").substring(6).split("-");
                    return Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
                })
                .sum();
        assertThat(asked).isLessThanOrEqualTo(50_000);
    }

    private static long bytesNoted(Path blobs, String etag) throws IOException {
        long bytes = 0;
        for (Path file : Partial.leftBehind(blobs, etag)) {
            bytes += PartialNotes.read(Partial.notes(file))
                    .map(notes -> Arrays.stream(notes.done()).sum())
                    .orElse(0L);
        }
        return bytes;
    }

    private Process otherProcess(String reference) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FetchMain.class.getName(),
                reference);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    @Test
    void twoProcessesShareTheCache() throws Exception {
        server.pace(10_000);
        Process other = otherProcess("org/tiny");
        Path model = fetch("org/tiny");
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isZero();
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(tree()).noneMatch(name -> name.contains("incomplete") || name.endsWith(".tmp"));
    }
}
