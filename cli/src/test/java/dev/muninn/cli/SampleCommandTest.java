package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the model that ships. */
@Timeout(120)
class SampleCommandTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writePrompts() throws IOException {
        Files.writeString(
                directory.resolve("prompts.txt"),
                "Let a = {topic}. What is a?\n\nLet b = {topic}. Let c = b + 1. What is c?\n");
        Files.writeString(directory.resolve("topics.txt"), "1\n2\n3\n4\n5\n6\n7\n8\n");
    }

    private Run sample(String out, Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "sample",
                "--prompts",
                directory.resolve("prompts.txt"),
                "--topics",
                directory.resolve("topics.txt"),
                "-t",
                0.7,
                "-n",
                8,
                "-q",
                "--out",
                directory.resolve(out)));
        words.addAll(Arrays.asList(more));
        return run(words.toArray());
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    @Test
    void theSameLinesHoweverManyRunTogetherAndHoweverOftenItStopped() throws IOException {
        Run whole = sample("a.jsonl", "--count", 7, "--together", 5);
        assertThat(whole.status()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("7 lines;");
        assertThat(lines("a.jsonl"))
                .hasSize(7)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("{\"label\":\"sampled\",\"group\":\"sampled-")
                        && line.contains("\"role\":\"user\",\"content\":\"Let ")
                        && line.contains("\"role\":\"assistant\""));

        assertThat(sample("b.jsonl", "--count", 3, "--together", 1).status()).isZero();
        Files.writeString( // killed in the middle of a line
                directory.resolve("b.jsonl"), Files.readString(directory.resolve("b.jsonl")) + "{\"label\": \"sam");
        assertThat(sample("b.jsonl", "--count", 7, "--together", 2).status()).isZero();
        assertThat(lines("b.jsonl")).isEqualTo(lines("a.jsonl"));
        assertThat(run("data", "show", directory.resolve("b.jsonl"), "--tokenizer", ShippedModel.directory())
                        .out())
                .contains("7 documents, 7 questions");
    }

    @Test
    void otherSettingsWantAnotherFile() {
        assertThat(sample("c.jsonl", "--count", 1).status()).isZero();
        Run other = sample("c.jsonl", "--count", 2, "--seed", 5);
        assertThat(other.status()).isEqualTo(Main.FAILED);
        assertThat(other.err()).contains("was begun with seed 0, found 5");
    }

    @Test
    void whatCannotBeSampled() throws IOException {
        Run endless = sample("d.jsonl", "--count", 100_000, "-t", 0, "--together", 64);
        assertThat(endless.status()).isEqualTo(Main.FAILED);
        assertThat(endless.err()).contains("known already").contains("wanted more prompts or topics");
        assertThat(sample("e.jsonl", "--system", "x", "--as", "continuation").err())
                .contains("no --system");
        Files.writeString(directory.resolve("topics.txt"), "\n");
        assertThat(sample("f.jsonl").err()).contains("wanted topics");
        Files.writeString(directory.resolve("f.jsonl"), "");
        assertThat(sample("g.txt").err()).contains("ends in .jsonl");
    }

    @Test
    void plainText() throws IOException {
        assertThat(sample("h.jsonl", "--count", 2, "--as", "text").status()).isZero();
        assertThat(lines("h.jsonl")).allMatch(line -> line.contains("\"text\":\""));
        Run continued = sample("i.jsonl", "--count", 2, "--as", "continuation");
        assertThat(continued.status()).as(continued.err()).isZero();
        assertThat(lines("i.jsonl")).allMatch(line -> line.contains("\"text\":\"Let "));
    }
}
