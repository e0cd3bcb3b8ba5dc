package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.TokenShard;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCommandTest {
    @TempDir
    private Path directory;

    private Path learned(String name) {
        Path out = directory.resolve(name);
        Run run = run("tokenizer", "train", "--tasks", 300, "--vocabulary", 500, "--special", "<|tool|>", "--out", out);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("500 tokens (256 bytes, 237 merges, 7 special)");
        return out;
    }

    @Test
    void problemsBecomeAVocabularyAndTheSameOneAgain() throws IOException {
        Path one = learned("one");
        Path two = learned("two");
        assertThat(two.resolve("tokenizer.json")).hasSameBinaryContentAs(one.resolve("tokenizer.json"));
        try (Tokenizer tokenizer = Tokenizer.load(one)) {
            assertThat(tokenizer.encode("\nAnswer:", false)).hasSize(1);
            assertThat(tokenizer.id("<|tool|>")).contains(499);
        }
        Run again = run("tokenizer", "train", "--tasks", 3, "--out", one);
        assertThat(again.status()).isEqualTo(Main.FAILED);
        assertThat(again.err()).contains("has a tokenizer.json");
    }

    @Test
    void filesBecomeShardsWithoutACommonText() throws IOException {
        Path tokenizer = learned("one");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            lines.append("{\"body\": \"note ").append(i % 100).append("\"}\n");
        }
        Path notes = Files.writeString(directory.resolve("notes.jsonl"), lines);
        Path out = directory.resolve("shards");
        Run run = run(
                "tokenizer",
                "shards",
                notes,
                "--field",
                "body",
                "--held-out",
                0.3,
                "--tokenizer",
                tokenizer,
                "--out",
                out);
        assertThat(run.err()).isEmpty();
        try (Arena arena = Arena.ofConfined();
                Tokenizer decoder = Tokenizer.load(tokenizer)) {
            Set<String> train = texts(TokenShard.open(out.resolve("train.tokens"), arena), decoder);
            Set<String> held = texts(TokenShard.open(out.resolve("held-out.tokens"), arena), decoder);
            assertThat(train).doesNotContainAnyElementsOf(held).hasSizeBetween(55, 85);
            assertThat(train.size() + held.size()).isEqualTo(100);
            assertThat(train).allMatch(text -> text.matches("<\\|begin_text\\|>note \\d+<\\|end_text\\|>"));
        }
    }

    private static Set<String> texts(TokenShard shard, Tokenizer decoder) {
        Set<String> texts = new HashSet<>();
        for (long d = 0; d < shard.documents(); d++) {
            texts.add(decoder.decode(shard.read(d, 0, (int) shard.length(d)), false));
        }
        return texts;
    }

    @Test
    void nonsenseIsRefusedInOneLine() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.txt"), "\n");
        Path out = directory.resolve("out");
        for (Object[] words : new Object[][] {
            {"train", "--out", out},
            {"train", empty, "--out", out},
            {"train", directory.resolve("none.txt"), "--out", out},
            {"train", "--tasks", 5, "--vocabulary", 200, "--out", out},
            {"train", "--tasks", 5, "--special", "", "--out", out},
            {"shards", empty, "--tokenizer", directory, "--out", out},
            {"shards", empty, "--tokenizer", Muninn.HUGINN, "--out", out, "--held-out", 2},
        }) {
            Object[] all = new Object[words.length + 1];
            all[0] = "tokenizer";
            System.arraycopy(words, 0, all, 1, words.length);
            Run run = run(all);
            assertThat(run.status()).isEqualTo(Main.FAILED);
            assertThat(run.err().lines()).singleElement().asString().startsWith("muninn: ");
        }
        assertThat(out).doesNotExist();
    }
}
