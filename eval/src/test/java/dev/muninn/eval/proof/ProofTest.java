package dev.muninn.eval.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.proof.report.Chapter;
import dev.muninn.eval.proof.report.Report;
import dev.muninn.eval.proof.report.ReportFiles;
import dev.muninn.eval.proof.report.Target;
import dev.muninn.eval.proof.report.Target.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The machinery, on a model whose accuracy at every depth is known. */
class ProofTest {
    @TempDir
    Path directory;

    private static ProofOptions options(int problems, Integer... sections) {
        return new ProofOptions(new TreeSet<>(List.of(sections)), false, Optional.of(problems), 3);
    }

    private static Report run(OracleModel.Needs needs, ProofOptions options) {
        return run(needs, options, Watch.NONE);
    }

    private static Report run(OracleModel.Needs needs, ProofOptions options, Watch watch) {
        return new Proof(new OracleModels(OracleModels.facts(), options, needs, List.of("shallow")), options, watch)
                .run(report -> {});
    }

    private static List<Verdict> verdicts(Report report) {
        return report.targets().stream().map(Target::verdict).toList();
    }

    private JsonNode section(Report report, int number) throws IOException {
        new ReportFiles(directory).write(report);
        JsonNode all = JsonMapper.shared().readTree(Files.readString(directory.resolve(ReportFiles.JSON)));
        for (JsonNode section : all.path("sections")) {
            if (section.path("number").intValue() == number) {
                return section.path("data");
            }
        }
        throw new AssertionError("no section " + number);
    }

    @Test
    void everyCellHasTheAccuracyThatTheModelHas() throws IOException {
        Report report = run(OracleModels.DIFFICULTY, options(3, 1, 2, 3));

        List<JsonNode> cells = new ArrayList<>();
        section(report, 1).path("cells").forEach(cells::add);
        section(report, 2).path("cells").forEach(cells::add);
        assertThat(cells).hasSize((3 * 4 + 3) * 7); // stories end at 12, at 1.5 times
        for (JsonNode cell : cells) {
            boolean knows = cell.path("recurrences").intValue()
                    >= cell.path("difficulty").intValue();
            assertThat(cell.path("of").intValue()).isEqualTo(3);
            assertThat(cell.path("right").intValue()).as(cell.toString()).isEqualTo(knows ? 3 : 0);
        }
        assertThat(verdicts(report))
                .startsWith(Verdict.MET, Verdict.MET, Verdict.MET, Verdict.MET)
                .endsWith(Verdict.NOT_MEASURED, Verdict.NOT_MEASURED);
    }

    @Test
    void aBaselineIsAskedTheSameProblemsAtItsOwnDepth() throws IOException {
        JsonNode baselines =
                section(run(OracleModels.DIFFICULTY, options(3, 1)), 1).path("baselines");

        assertThat(baselines).hasSize(4);
        assertThat(baselines.get(0).path("right").intValue()).isEqualTo(3); // difficulty 4 of 4 and 8
        assertThat(baselines.get(0).path("of").intValue()).isEqualTo(6);
    }

    @Test
    void overthinkingIsNoticed() throws IOException {
        Report report = run(OracleModels.needs(problem -> problem.difficulty(), 16), options(3, 3));

        assertThat(report.targets().get(3).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(report.targets().get(3).measured()).contains("-100.0 points at r=32", "6 spoilt, 0 mended, of 6");
        JsonNode change = section(report, 3).path("changes").get(1);
        assertThat(change.path("recurrences").intValue()).isEqualTo(16);
        assertThat(change.path("spoilt").intValue()).isZero();
    }

    @Test
    void aModelThatKnowsNothingMeetsNothing() {
        Report report = run(OracleModels.needs(problem -> 1000, 1000), options(2, 1, 2, 3, 4));

        assertThat(verdicts(report))
                .containsExactly(
                        Verdict.MISSED,
                        Verdict.MISSED,
                        Verdict.MISSED,
                        Verdict.SAYS_NOTHING,
                        Verdict.SAYS_NOTHING,
                        Verdict.SAYS_NOTHING);
    }

    @Test
    void exitsStopWhereStatesSettle() throws IOException {
        Report report = run(OracleModels.DIFFICULTY, options(16, 4));

        JsonNode data = section(report, 4);
        assertThat(data.path("full").path("right").intValue()).isEqualTo(16);
        for (JsonNode setting : data.path("settings")) {
            if (setting.path("criterion").stringValue().equals("latent-diff")) {
                // settled after 2, 4, 6 or 8, the first step that does not move is seen one or two later
                assertThat(setting.path("right").intValue()).isEqualTo(16);
                assertThat(setting.path("answerRecurrences").doubleValue()).isEqualTo(7.0);
                assertThat(setting.path("rankCorrelation").doubleValue()).isGreaterThan(0.99);
            }
        }
        assertThat(verdicts(report).subList(4, 6)).containsExactly(Verdict.MET, Verdict.MET);
    }

    @Test
    void wordsNeedNoDepthWhereTheModelOnlyNeedsItForDirectAnswers() throws IOException {
        JsonNode ways = section(run(OracleModels.DIFFICULTY, options(4, 5)), 5).path("ways");

        for (JsonNode way : ways) {
            boolean knows = way.path("form").stringValue().equals("steps")
                    || way.path("recurrences").intValue() >= 8;
            assertThat(way.path("right").intValue()).as(way.toString()).isEqualTo(knows ? 4 : 0);
        }
        double once = passes(ways, "direct", 8);
        assertThat(passes(ways, "5x direct, first states", 8)).isEqualTo(5 * once);
        // two positions fewer at 4 recurrences than at 8: '?' is the whole answer; but 8 core blocks instead of 16 a
        // position
        assertThat(passes(ways, "direct", 16)).isGreaterThan(1.8 * once);
    }

    private static double passes(JsonNode ways, String name, int recurrences) {
        for (JsonNode way : ways) {
            if (way.path("name").stringValue().equals(name)
                    && way.path("recurrences").intValue() == recurrences) {
                return way.path("layerPasses").doubleValue();
            }
        }
        throw new AssertionError("no " + name + " at " + recurrences + " in " + ways);
    }

    @Test
    void memoryDecodingAndTrajectoriesAreMeasured() throws IOException {
        Report report = run(OracleModels.DIFFICULTY, options(4, 6, 7, 8));

        section(report, 6)
                .path("weights")
                .forEach(cell -> assertThat(cell.path("right").intValue())
                        .isEqualTo(4 * Math.min(4, cell.path("recurrences").intValue() / 2)));
        section(report, 7).path("ways").forEach(way -> {
            assertThat(way.path("right").intValue()).isEqualTo(4);
            assertThat(way.path("changed").longValue()).isZero();
        });
        JsonNode states = section(report, 8);
        assertThat(states.path("kinds").path("fixed point").intValue())
                .isEqualTo(states.path("tokens").intValue());
        assertThat(states.path("paths").path("betweenSeeds").doubleValue()).isZero();
        assertThat(states.path("paths").path("betweenTokens").doubleValue()).isPositive();
    }

    @Test
    void theSameSeedGivesTheSameFigures() throws IOException {
        String once = section(run(OracleModels.DIFFICULTY, options(2, 1, 4)), 4).toString();
        assertThat(section(run(OracleModels.DIFFICULTY, options(2, 1, 4)), 4).toString())
                .isEqualTo(once);
    }

    @Test
    void anEndOnTheWayLeavesWhatWasFound() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        Watch impatient = new Watch() {
            @Override
            public boolean stopped() {
                return calls.incrementAndGet() > 20;
            }

            @Override
            public void at(String section, long done, long total) {}
        };
        Report report = run(OracleModels.DIFFICULTY, options(2, 1, 2, 3, 4, 5, 6, 7, 8), impatient);

        assertThat(report.chapters()).hasSize(1);
        assertThat(report.chapters().getFirst().complete()).isFalse();
        assertThat(report.notes()).anyMatch(note -> note.contains("ended early"));
        assertThat(section(report, 1).path("cells").size()).isBetween(7, 14 * 7);
    }

    @Test
    void everySectionSurvivesAnEndAtAnyMoment() {
        for (int section = 1; section <= 8; section++) {
            for (int patience : new int[] {1, 3, 9}) {
                AtomicInteger calls = new AtomicInteger();
                Watch impatient = new Watch() {
                    @Override
                    public boolean stopped() {
                        return calls.incrementAndGet() > patience;
                    }

                    @Override
                    public void at(String name, long done, long total) {}
                };
                run(OracleModels.DIFFICULTY, options(2, section), impatient);
            }
        }
    }

    @Test
    void filesAreWrittenWithEveryFigure() throws IOException {
        Report report = run(OracleModels.DIFFICULTY, options(2, 1, 2, 3, 4, 5, 6, 7, 8));
        new ReportFiles(directory).write(report);

        String html = Files.readString(directory.resolve(ReportFiles.HTML));
        String markdown = Files.readString(directory.resolve(ReportFiles.MARKDOWN));
        assertThat(report.chapters()).extracting(Chapter::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        for (Chapter chapter : report.chapters()) {
            assertThat(html).contains("<h2 id=\"s" + chapter.number() + "\">");
            for (Block block : chapter.blocks()) {
                if (block instanceof Block.Figure figure) {
                    assertThat(markdown).contains("](" + figure.file() + ")");
                    assertThat(directory.resolve(figure.file()))
                            .hasBinaryContent(figure.png().bytes());
                }
            }
        }
        assertThat(html.split("src=\"data:image/png;base64,", -1)).hasSizeGreaterThan(10);
        assertThat(html).doesNotContain("http-equiv", "<script", "src=\"http");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".unfinished"));
        }
    }
}
