package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.eval.harness.prompt.ChatForm;
import dev.muninn.eval.harness.prompt.PromptOptions;
import dev.muninn.eval.harness.run.EvalOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which questions of the tasks are asked, and how they are put. */
final class EvalQuestions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the data lies; may be given several times. Default: the working directory.")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--include",
            paramLabel = "DIR",
            description = "More task files, looked for in all of the directory; may be given several times.")
    List<Path> include = new ArrayList<>();

    @Option(
            names = {"-f", "--shots"},
            paramLabel = "N",
            description = "Examples before each question. Default: what the task says, or none.")
    private @Nullable Integer shots;

    @Option(names = "--limit", paramLabel = "N", description = "Questions of each task, the first ones. Default: all.")
    private @Nullable Integer limit;

    @Option(
            names = "--shot-seed",
            paramLabel = "N",
            description = "Decides which examples are drawn, as in the harness. Default: 1234.")
    private long shotSeed = 1234;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides what is drawn at a temperature, as in the harness. Default: 1234.")
    private long seed = 1234;

    @Option(
            names = "--noise-seed",
            paramLabel = "N",
            description = "Decides the noise of the first states. Default: 0, as on a server.")
    private long noiseSeed;

    @Option(names = "--chat", description = "Put questions in the model's chat template.")
    private boolean chat;

    @Option(names = "--multi-turn", description = "With --chat: every example is a turn of its own.")
    private boolean multiTurn;

    @Option(names = "--system", paramLabel = "TEXT", description = "Said before everything else. Default: nothing.")
    private String system = "";

    @Option(
            names = "--worked",
            description = "Ask tasks that have a form with worked steps that way too, and compare at equal compute.")
    private boolean worked;

    @Option(
            names = "--votes",
            paramLabel = "N",
            description = "Beside single written answers let the most frequent of N count. Default: no votes.")
    private int votes = 1;

    @Option(
            names = "--vote-temperature",
            paramLabel = "X",
            description = "Temperature of answers that vote. Default: 0.7.")
    private double temperature = 0.7;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "Positions at most, as the harness's max_length. Default: the model's context.")
    private @Nullable Integer context;

    @Option(names = "--bos", description = "Let the tokenizer add its own tokens, as the harness's add_bos_token.")
    private boolean bos;

    EvalOptions options(EvalModelLoader models) {
        require(shots == null || shots >= 0, "--shots: found %d, wanted 0 or more", shots == null ? 0 : shots);
        require(!multiTurn || chat, "--multi-turn: only with --chat");
        Optional<ChatForm> form = chat ? Optional.of(models.chatForm()) : Optional.empty();
        return new EvalOptions(
                new PromptOptions(optional(shots), shotSeed, form, multiTurn, system),
                optional(limit),
                data,
                seed,
                noiseSeed,
                optional(context),
                bos,
                worked,
                votes,
                temperature);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
