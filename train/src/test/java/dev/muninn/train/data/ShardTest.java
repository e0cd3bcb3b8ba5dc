package dev.muninn.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void tokenizer() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
    }

    private static List<int[]> documents(int vocabulary, int count) {
        Random random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(random.nextInt(40), 0, vocabulary).toArray())
                .toList();
    }

    private Path write(String name, int vocabulary, List<int[]> documents) {
        Path file = directory.resolve(name);
        try (ShardWriter writer = new ShardWriter(file, directory, vocabulary)) {
            documents.forEach(writer::add);
            writer.commit();
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 65_536, 65_537, 1_000_000})
    void whatIsWrittenIsRead(int vocabulary) {
        List<int[]> documents = documents(vocabulary, 50);
        Path file = write("a.tokens", vocabulary, documents);
        try (Arena arena = Arena.ofConfined()) {
            TokenShard shard = TokenShard.open(file, arena);
            shard.requireMadeWith(directory);
            assertThat(shard.documents()).isEqualTo(50);
            assertThat(shard.vocabulary()).isEqualTo(vocabulary);
            for (int d = 0; d < 50; d++) {
                assertThat(shard.length(d)).isEqualTo(documents.get(d).length);
                assertThat(shard.read(d, 0, documents.get(d).length)).isEqualTo(documents.get(d));
            }
        }
    }

    @Test
    void anUnfinishedShardLeavesNothing() throws IOException {
        Path old = write("a.tokens", 300, documents(300, 3));
        byte[] before = Files.readAllBytes(old);
        try (ShardWriter writer = new ShardWriter(old, directory, 300)) {
            writer.add(new int[] {1, 2});
            assertThatThrownBy(() -> writer.add(new int[] {300})).isInstanceOf(MuninnException.class);
        }
        assertThat(Files.readAllBytes(old)).isEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.toList()).hasSize(2);
        }
    }

    @Test
    void aFileThatIsNoWholeShardIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(write("a.tokens", 300, documents(300, 9)));
        for (int length = 0; length < good.length; length++) {
            refuse(Arrays.copyOf(good, length));
        }
        for (int at : new int[] {0, 8, 12, 19, 24, 32, good.length - 1, good.length - 9}) {
            byte[] bad = good.clone();
            bad[at] ^= 0x55;
            refuse(bad);
        }
    }

    private void refuse(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("bad.tokens"), bytes);
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> {
                        TokenShard shard = TokenShard.open(file, arena);
                        for (long d = 0; d < shard.documents(); d++) {
                            shard.read(d, 0, (int) shard.length(d));
                        }
                    })
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("bad.tokens");
        }
    }

    @Test
    void anotherTokenizerIsNoticed() throws IOException {
        Path file = write("a.tokens", 300, documents(300, 2));
        Files.writeString(directory.resolve("tokenizer.json"), "{ }");
        try (Arena arena = Arena.ofConfined()) {
            TokenShard shard = TokenShard.open(file, arena);
            assertThatThrownBy(() -> shard.requireMadeWith(directory))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("another tokenizer.json");
        }
    }

    @Test
    void anEpochPredictsEveryTokenButTheFirstOnce() {
        List<int[]> one = new ArrayList<>();
        for (int d = 0; d < 40; d++) {
            int start = 1000 * d;
            one.add(IntStream.range(start, start + d).toArray()); // token values are all different, lengths 0 to 39
        }
        Path first = write("a.tokens", 100_000, one.subList(0, 15));
        Path second = write("b.tokens", 100_000, one.subList(15, 40));
        try (Arena arena = Arena.ofConfined()) {
            List<TokenShard> shards = List.of(TokenShard.open(first, arena), TokenShard.open(second, arena));
            ShardSource source = new ShardSource(shards, 7, 5, "text");
            for (int epoch = 0; epoch < 3; epoch++) {
                long start = epoch * source.pieces();
                int[] predicted = LongStream.range(start, start + source.pieces())
                        .mapToObj(source::at)
                        .peek(document -> assertThat(document.tokens().length).isBetween(2, 8))
                        .flatMapToInt(
                                document -> IntStream.of(document.tokens()).skip(1))
                        .sorted()
                        .toArray();
                assertThat(predicted)
                        .isEqualTo(one.stream()
                                .flatMapToInt(d -> IntStream.of(d).skip(1))
                                .sorted()
                                .toArray());
            }
            assertThat(order(source, 0)).isNotEqualTo(order(source, source.pieces()));
            assertThat(order(new ShardSource(shards, 7, 5, "text"), 0)).isEqualTo(order(source, 0));
            assertThat(order(new ShardSource(shards, 7, 6, "text"), 0)).isNotEqualTo(order(source, 0));
            for (int index = 0; index < 100; index++) {
                int[] tokens = source.at(index).tokens();
                assertThat(IntStream.range(1, tokens.length)).allMatch(i -> tokens[i] == tokens[i - 1] + 1);
            }
        }
    }

    private static List<Integer> order(ShardSource source, long from) {
        return LongStream.range(from, from + source.pieces())
                .mapToObj(i -> source.at(i).tokens()[0])
                .toList();
    }

    @Test
    void shardsWithoutTextAreRefused() {
        Path file = write("a.tokens", 300, List.of(new int[] {5}));
        try (Arena arena = Arena.ofConfined()) {
            List<TokenShard> shards = List.of(TokenShard.open(file, arena));
            assertThatThrownBy(() -> new ShardSource(shards, 8, 1, "text")).isInstanceOf(MuninnException.class);
        }
    }
}
