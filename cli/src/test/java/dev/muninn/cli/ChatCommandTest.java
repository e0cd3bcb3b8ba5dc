package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static dev.muninn.cli.Muninn.runReading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
    private static final int CONTEXT = 64;

    @TempDir
    private static Path directory;

    /** Huginn's tokenizer and chat template on random weights. */
    private static Path model;

    @BeforeAll
    static void createModel() throws IOException {
        model = directory.resolve("model");
        var special = new SpecialTokens(OptionalInt.of(65504), List.of(65505), OptionalInt.empty());
        var config =
                RavenFacts.of(65536, 16, 2, 2, 8, 32, 1e-6f, 50_000, CONTEXT, 1, 1, 1, 4, 4, true, true, 0, special);
        new RandomCheckpoint(config, DType.F32, 1, 1).write(model);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(Muninn.HUGINN.resolve(file), model.resolve(file));
        }
    }

    private static Run chat(String lines, Object... options) {
        List<Object> words = new ArrayList<>(List.of("chat", "--model", model));
        words.addAll(Arrays.asList(options));
        if (!words.contains("-n")) {
            words.addAll(List.of("-n", 3));
        }
        Run run = runReading(lines, words.toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    @Test
    void answersGoToStandardOutputAndStatisticsToStandardError() {
        Run run = chat("Why do ravens remember?\n");

        assertThat(run.out()).isNotBlank().doesNotContain("\033");
        assertThat(run.err())
                .contains("3 tokens (--max-tokens)")
                .contains("4.0 recurrences (4–4), 0 exits")
                .contains("KV bytes a token");
        assertThat(chat("Why do ravens remember?\n", "--quiet").err()).isEmpty();
    }

    @Test
    void theFirstAnswerIsThatOfGenerate() {
        String generated = run("generate", "--model", model, "-n", 3, "-q", "--chat", "Why do ravens remember?")
                .out();

        assertThat(chat("Why do ravens remember?\n", "-q").out()).isEqualTo(generated);
    }

    @Test
    void laterTurnsSeeEarlierOnesUntilAReset() {
        String first = chat("Who?\n", "-q").out();
        String both = chat("Who?\nWho?\n", "-q").out();
        String again = chat("Who?\n/reset\nWho?\n", "-q").out();

        assertThat(both).startsWith(first).isNotEqualTo(first + first);
        assertThat(again).isEqualTo(first + first);
        assertThat(chat("/system Be brief.\nWho?\n", "-q").out()).isNotEqualTo(first);
        assertThat(chat("/system Be brief.\n/system\nWho?\n", "-q").out()).isEqualTo(first);
    }

    @Test
    void commandsAreAsGoodAsOptions() {
        assertThat(chat("/depth 9\n/kv ring:1\n/temperature 1\n/seed 5\nWho?\n", "-q")
                        .out())
                .isEqualTo(chat("Who?\n", "-q", "-r", 9, "--kv", "ring:1", "-t", 1, "--seed", 5)
                        .out());
        assertThat(chat("/exit latent-diff:9\nWho?\n").err()).contains("1.0 recurrences (1–1), 3 exits");
        assertThat(chat("/decode wavefront\nWho?\n", "-q").out())
                .isEqualTo(chat("Who?\n", "-q", "--decode", "wavefront").out());
        assertThat(chat("/depth 9\n/depth default\nWho?\n", "-q").out())
                .isEqualTo(chat("Who?\n", "-q").out());
    }

    @Test
    void badCommandsCostOneLineAndChangeNothing() {
        String bad = """
                /think
                /depth
                /depth x
                /depth 0
                /exit soon
                /exit gate
                /kv nix
                /decode backwards
                /temperature NaN
                /seed 1.5
                /trace maybe
                /reset now
                """;
        Run run = chat(bad + "Who?\n", "-q");

        assertThat(run.err().lines()).hasSize(12).allMatch(line -> line.startsWith("muninn: "));
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(run.out()).isEqualTo(chat("Who?\n", "-q").out());
    }

    @Test
    void aTraceShowsEveryRecurrence() {
        Run run = chat("/trace on\nWho?\n", "-q");

        assertThat(run.out().lines().filter(line -> line.startsWith("position ")))
                .hasSize(3);
        assertThat(run.out()).containsPattern("  r +1 +2 +3 +4").containsPattern("  moved( +\\d\\.\\d{4}){4}");
        assertThat(chat("/trace\n/trace\nWho?\n", "-q").out())
                .isEqualTo(chat("Who?\n", "-q").out());
    }

    @Test
    void whatIsSetIsShown() {
        String shown = chat("/depth 7\n/system Be brief.\n/show\n", "-q").out();

        assertThat(shown).containsPattern("/depth +7").containsPattern("/system +Be brief\\.");
        assertThat(chat("/help\n", "-q").out())
                .contains(Arrays.stream(ChatVerb.values()).map(ChatVerb::usage).toList());
    }

    @Test
    void quitLeavesTheRestUnread() {
        assertThat(chat("/quit\nWho?\n").out()).isEmpty();
    }

    @Test
    void aLineThatBeginsWithASpaceIsTalk() {
        assertThat(chat(" /quit\n", "-q").out()).isNotBlank();
    }

    @Test
    void aFullContextIsSaidAndResetHelps() {
        Run run = chat("Who?\n" + "why ".repeat(CONTEXT) + "\n/reset\nWho?\n", "-q", "-n", CONTEXT);

        assertThat(run.err().lines().toList()).hasSize(3).allMatch(line -> line.contains("/reset begins a new"));
        String first = chat("Who?\n", "-q", "-n", CONTEXT).out();
        assertThat(run.out()).isEqualTo(first + first);
    }

    @Test
    void modelsWithoutATemplateGoOn() {
        Run run = runReading(
                "Hello\nthere\n/system Be brief.\n", "chat", "--model", RandomTinyModel.directory(), "-n", 3);

        assertThat(run.status()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("no chat template: it goes on")))
                .hasSize(1);
        assertThat(run.err()).contains("a system text has no place");
    }
}
