package dev.muninn.cli;

import static dev.muninn.cli.Muninn.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.cli.Muninn.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTest {
    private static List<String> verbs() {
        return Main.commandLine().getSubcommands().keySet().stream()
                .filter(verb -> !verb.equals("help"))
                .toList();
    }

    @Test
    void everyVerbHasHelpWithExamples() {
        assertThat(verbs()).contains("chat", "generate", "inspect", "quantize", "forward");
        for (String verb : verbs()) {
            Run run = run(verb, "--help");

            assertThat(run.status()).as(verb).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).as(verb).contains("Examples:").contains("  muninn " + verb + " ");
        }
    }

    @Test
    void everyVerbIsInTheOverview() {
        Run run = run("--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(verbs());
        assertThat(run("help", "chat").out()).isEqualTo(run("chat", "--help").out());
    }

    @Test
    void theOverviewNeedsNoVerbsOptions() {
        assertThat(run("--help").out()).isEqualTo(Main.commandLine().getUsageMessage());
    }

    @Test
    void theVersionIsSaid() {
        assertThat(run("--version").out()).startsWith("muninn ");
    }
}
