package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DataCommandTest {
    private static final String STORY = """
            1 Ann went to the kitchen.
            2 Bob took the milk there.
            3 Where is Ann? \tkitchen\t1
            """;

    @TempDir
    private Path directory;

    @Test
    void storiesAreConvertedShownAndTrained() throws IOException {
        Path file = Files.writeString(directory.resolve("qa1_places_train.txt"), STORY.repeat(40));
        Path out = directory.resolve("data");
        assertThat(run("data", "convert", "babi", file, "--out", out).out())
                .contains("babi-qa1_places_train.jsonl.gz: 40 documents, 40 questions");
        assertThat(run("data", "convert", "babi", file, "--more", "--out", out).out())
                .contains("-more.jsonl.gz: 40 doc");
        Run again = run("data", "convert", "babi", file, "--out", out);
        assertThat(again.status()).isEqualTo(Main.FAILED);
        assertThat(again.err()).contains("exists");
        assertThat(run("data", "stories", "--task", 2, "--count", 5, "--out", out.resolve("s.jsonl.gz"))
                        .out())
                .contains("5 documents");

        assertThat(run("data", "convert", "babi", file, "--text", "--out", out).out())
                .contains("_train-text.jsonl.gz: 40 doc");

        Path tokenizer = directory.resolve("tok");
        Run learned = run(
                "tokenizer",
                "train",
                "--jsonl",
                out.resolve("s.jsonl.gz"),
                "--tasks",
                200,
                "--vocabulary",
                400,
                "--chat",
                "plain",
                "--out",
                tokenizer,
                "-q");
        assertThat(learned.status()).as(learned.err()).isZero();
        Path converted = out.resolve("babi-qa1_places_train.jsonl.gz");
        Run shown = run("data", "show", converted, "--tokenizer", tokenizer, "--count", 1);
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains("line 1, label babi/01")
                .contains("Where is Ann?\n[[ kitchen<|end_turn|>]]")
                .contains("40 documents, 40 questions");

        Path recipe = Files.writeString(directory.resolve("recipe.yaml"), """
                model: {tokenizer: tok, width: 16, heads: 2, prelude: 1, core: 1, coda: 0, convolution: 3, mean_recurrence: 2}
                batch: {sequences: 4, length: 1024}
                steps: 2
                loss: {answer: 1, other: 0.1}
                curriculum:
                  - data:
                      - {jsonl: [data/babi-qa1_places_train.jsonl.gz, data/babi-qa1_places_train-m*.jsonl.gz], evenly: true, held_out: 0.4}
                      - {jsonl: data/s.jsonl.gz, weight: 0.5, held_out: 0.5, loss: {other: 0.2}}
                evaluation:
                  every: 2
                  problems: 3
                  recurrences: [1, 3]
                  data:
                    - {jsonl: data/babi-qa1_places_train.jsonl.gz, held_out: 0.4}
                    - {jsonl: data/s.jsonl.gz, held_out: 0.5}
                output: out
                """);
        Run trained = run("train", recipe);
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("held out after step 2:");
        assertThat(Files.readAllLines(directory.resolve("out").resolve("evaluation.csv")))
                .anyMatch(line -> line.startsWith("2,babi/01,1,3,3,"))
                .anyMatch(line -> line.startsWith("2,babi/02*,3,"));
    }

    @Test
    void optionsThatDoNotBelongTogether() {
        assertThat(run("data", "convert", "gsm8k", "x", "--more", "--out", directory)
                        .err())
                .contains("--more is for");
        assertThat(run("data", "convert", "stepgame", "x", "--more", "--out", directory)
                        .err())
                .contains("--sentences");
        assertThat(run("data", "convert", "babi", "x", "--test", "--out", directory)
                        .err())
                .contains("--test is for svamp");
    }
}
