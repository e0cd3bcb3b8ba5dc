package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.data.PassageFile;
import dev.muninn.eval.benchmark.Babi;
import dev.muninn.eval.benchmark.Passage;
import dev.muninn.eval.benchmark.StepGame;
import dev.muninn.eval.benchmark.StepGameSentences;
import dev.muninn.eval.benchmark.WordProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A benchmark's files as JSONL. */
@Command(
        name = "convert",
        description = {
            "Writes a public benchmark's files as JSONL, a file for each of them: questions follow their story, the answer is the completion."
                    + " Use training files to train on; test files are for evaluation alone.",
            "--more solves the stories and asks more about them, first of all questions with fewer steps than the benchmark's own, and notes"
                    + " values where a reader should know them (bAbI's tasks 1 to 3, 5 to 10, 14 to 17 and 19; StepGame, which needs its"
                    + " items of one sentence to learn what sentences say)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn data convert babi qa*_train.txt.gz --out data",
            "  muninn data convert babi qa*_train.txt.gz --more --out data",
            "  muninn data convert stepgame qa?_train.json.gz --more --sentences qa1_train.json.gz --out data",
            "  muninn data convert gsm8k train.jsonl.gz --worked --out data",
            "  muninn data convert svamp SVAMP.json.gz --out data           chal-1 to 700; --test for the others"
        })
final class DataConvertCommand implements Callable<Integer> {
    /** A benchmark whose files are known. */
    enum Benchmark {
        BABI,
        STEPGAME,
        GSM8K,
        SVAMP
    }

    @Parameters(index = "0", paramLabel = "BENCHMARK", description = "babi, stepgame, gsm8k or svamp.")
    private Benchmark benchmark = Benchmark.BABI;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "As published; gzipped or not.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the files go.")
    private Path out = Path.of(".");

    @Option(names = "--more", description = "With more questions and notes, in files named ...-more.")
    private boolean more;

    @Option(names = "--sentences", paramLabel = "FILE", description = "StepGame's qa1_train.json, for --more.")
    private @Nullable Path sentences;

    @Option(names = "--worked", description = "GSM8K with its solutions.")
    private boolean worked;

    @Option(
            names = "--text",
            description =
                    "As plain text, which does not say what an answer is: for next-token training and nothing else.")
    private boolean text;

    @Option(names = "--test", description = "SVAMP's chal-701 to 1000 instead of the others.")
    private boolean test;

    @Option(names = "--seed", paramLabel = "S", description = "Of --more. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() {
        boolean known = benchmark == Benchmark.BABI || benchmark == Benchmark.STEPGAME;
        require(!more || known, "--more is for babi and stepgame");
        require(
                !(more && benchmark == Benchmark.STEPGAME) || sentences != null,
                "--more of stepgame wants --sentences qa1_train.json, to learn what sentences say");
        require(!worked || benchmark == Benchmark.GSM8K, "--worked is for gsm8k, which has solutions");
        require(!test || benchmark == Benchmark.SVAMP, "--test is for svamp, whose file has both parts");
        @Nullable StepGameSentences meanings = more && sentences != null ? StepGame.sentences(sentences) : null;
        for (Path file : files) {
            Path target = out.resolve(name(file));
            require(!Files.exists(target), "%s: exists; delete it or name another --out", target);
            new Output().println(convert(file, target, meanings));
        }
        return 0;
    }

    /** A line that says what was written. */
    private String convert(Path file, Path target, @Nullable StepGameSentences meanings) {
        try (PassageFile lines = new PassageFile(target, text)) {
            String note = read(file, meanings, lines);
            if (lines.passages() == 0) {
                return file + ": " + (note.isEmpty() ? "no item" : note) + "; nothing written";
            }
            lines.commit();
            return String.format(
                    Locale.ROOT,
                    "%s: %d documents, %d questions%s",
                    target,
                    lines.passages(),
                    lines.questions(),
                    note.isEmpty() ? "" : "; " + note);
        }
    }

    private String read(Path file, @Nullable StepGameSentences meanings, Consumer<Passage> lines) {
        switch (benchmark) {
            case BABI -> {
                if (!more) {
                    Babi.read(file, lines);
                } else if (!Babi.readWithMore(file, seed, lines)) {
                    return "no solver for this task";
                }
            }
            case STEPGAME -> {
                if (meanings == null) {
                    StepGame.read(file, lines);
                } else {
                    return StepGame.readWithMore(file, meanings, seed, lines) + " items left out, not understood";
                }
            }
            case GSM8K -> WordProblems.gsm8k(file, worked, lines);
            case SVAMP -> WordProblems.svamp(file, test, lines);
        }
        return "";
    }

    private String name(Path file) {
        String plain = String.valueOf(file.getFileName()).replaceFirst("(\\.txt|\\.jsonl?)?(\\.gz)?$", "");
        String kind = more ? "-more" : worked ? "-worked" : test ? "-test" : "";
        return benchmark.name().toLowerCase(Locale.ROOT) + "-" + plain + kind + (text ? "-text" : "") + ".jsonl.gz";
    }
}
