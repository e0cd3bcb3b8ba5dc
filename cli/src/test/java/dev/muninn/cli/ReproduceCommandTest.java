package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReproduceCommandTest {
    @TempDir
    Path directory;

    /** The random tiny model, said to be trained on one family with two recurrences, beside a baseline of its own kind. */
    private Path model() throws IOException {
        Path model = directory.resolve("models").resolve("tiny");
        if (!Files.exists(model)) {
            Muninn.copy(RandomTinyModel.directory(), model);
            Muninn.copy(model, directory.resolve("models").resolve("baselines").resolve("flat"));
            Files.writeString(
                    model.resolve("training.json"),
                    "{\"meanRecurrence\": 2, \"families\": {\"sums\": {\"trainedMax\": 2}}}");
        }
        return model;
    }

    @Test
    void aReportIsWritten() throws IOException {
        Path out = directory.resolve("out");
        Run run = run("reproduce", "--quick", "--model", model(), "--problems", 1, "--sections", "1,3,7", "--out", out);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("missed: at least 97 %", "not measured: ", "report: ");
        assertThat(run.err()).contains("section 1 ", "section 3 ", "section 7 ");
        assertThat(out.resolve("report.html")).exists();
        assertThat(out.resolve("report.md")).content().contains("## 1 ", "## 3 ", "## 7 ", "flat, ");
        JsonNode json = Muninn.parse(Files.readString(out.resolve("report.json")));
        assertThat(json.path("sections")).hasSize(3);
        JsonNode cells = json.path("sections").get(0).path("data").path("cells");
        assertThat(cells).hasSize(2 * 7); // difficulties 1 and 2; 1 to 64 recurrences
        for (JsonNode cell : cells) {
            assertThat(cell.path("of").intValue()).isOne();
        }
        for (JsonNode way : json.path("sections").get(2).path("data").path("ways")) {
            if (way.path("name").stringValue().startsWith("speculative")) {
                assertThat(way.path("changed").longValue()).isZero();
            }
        }
    }

    @Test
    void wrongWordsAreRefused() throws IOException {
        Run section = run("reproduce", "--sections", "9", "--model", model(), "--out", directory.resolve("o"));
        assertThat(section.status()).isEqualTo(1);
        assertThat(section.err()).contains("no section 9").doesNotContain("\tat ");

        Run model = run("reproduce", "--quick", "--model", directory.resolve("none"), "--out", directory.resolve("o"));
        assertThat(model.status()).isEqualTo(1);
        assertThat(model.err()).contains("none");

        Files.writeString(directory.resolve("file"), "");
        Run out = run("reproduce", "--quick", "--model", model(), "--out", directory.resolve("file"));
        assertThat(out.status()).isEqualTo(1);
        assertThat(out.err()).contains("--out");
    }
}
