package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.eval.task.Form;
import dev.muninn.eval.task.Split;
import dev.muninn.eval.task.TaskFamily;
import dev.muninn.eval.task.TaskText;
import dev.muninn.eval.task.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TasksCommandTest {
    private record Result(int status, String out, String err) {}

    private static Result run(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
            int status = Main.run(args);
            return new Result(status, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void aProblemOfEveryFamily() {
        Result result = run("tasks");
        assertThat(result.status()).isZero();
        for (TaskFamily family : Tasks.all()) {
            assertThat(result.out())
                    .contains("# " + family.name() + ", difficulty 3\n"
                            + TaskText.document(family.example(1, 0, 3, Split.TRAIN), Form.DIRECT));
        }
    }

    @Test
    void jsonLinesHoldTheProblemsThatWereAskedFor() {
        String[] lines = run(
                        "tasks",
                        "--family",
                        "hops",
                        "--difficulty",
                        "5",
                        "--form",
                        "steps",
                        "--seed",
                        "9",
                        "--count",
                        "3",
                        "--split",
                        "held-out",
                        "--json")
                .out()
                .strip()
                .split("\\R");
        assertThat(lines).hasSize(3);
        JsonNode line = JsonMapper.shared().readTree(lines[2]);
        var example = Tasks.HOPS.example(9, 2, 5, Split.HELD_OUT);
        assertThat(line.get("family").asString()).isEqualTo("hops");
        assertThat(line.get("split").asString()).isEqualTo("held-out");
        assertThat(line.get("difficulty").asInt()).isEqualTo(5);
        assertThat(line.get("prompt").asString()).isEqualTo(example.prompt());
        assertThat(line.get("steps").asString()).isEqualTo(example.steps());
        assertThat(line.get("answer").asString()).isEqualTo(example.answer());
        assertThat(line.get("questions")).hasSize(example.questions().size());
        assertThat(line.get("text").asString()).isEqualTo(TaskText.document(example, Form.STEPS));
    }

    @Test
    void theTableHasALineADifficultyAndSaysWhatIsCounted() {
        Result result = run("tasks", "--table", "--family", "hops");
        assertThat(result.status()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("hops ")))
                .hasSize(7);
        assertThat(result.out()).contains("elimination").contains("hops: arrows to follow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--family chain",
                "--form cot",
                "--split test",
                "--count 0",
                "--difficulty 12", // roads have none
                "--difficulty 99",
                "--table --json",
                "--family hops --difficulty 0"
            })
    void nonsenseIsRefusedInOneLine(String words) {
        Result result = run(("tasks " + words).split(" "));
        assertThat(result.status()).isEqualTo(Main.FAILED);
        assertThat(result.err().lines()).singleElement().asString().startsWith("muninn: ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void helpHasExamples() {
        Result result = run("tasks", "--help");
        assertThat(result.out())
                .contains("Examples:")
                .contains("muninn tasks --family chains --difficulty 4 --form steps");
        assertThat(run("--help").out()).contains("tasks");
    }
}
