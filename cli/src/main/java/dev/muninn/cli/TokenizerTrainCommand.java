package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.data.AllTasks;
import dev.muninn.eval.task.TaskMixture;
import dev.muninn.train.bpe.Bpe;
import dev.muninn.train.bpe.BpeTrainer;
import dev.muninn.train.bpe.ChatStyle;
import dev.muninn.train.bpe.SpecialTokens;
import dev.muninn.train.bpe.TokenizerFiles;
import dev.muninn.train.bpe.WordCounts;
import dev.muninn.train.data.TextFiles;
import dev.muninn.train.jsonl.JsonlFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns a vocabulary. */
@Command(
        name = "train",
        description = {
            "Learns a byte-level BPE vocabulary from text files, JSONL files and generated problems, and writes tokenizer.json and"
                    + " tokenizer_config.json. The same texts give the same files.",
            "A number of one or two digits is one token if it is frequent, of longer ones every digit is. The chat template writes chats as generated problems are written: a system turn"
                    + " 'Answer at once.' or 'Think aloud.' is the switch."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn tokenizer train --tasks 20000 --vocabulary 512 --out reasoner",
            "  muninn tokenizer train books/*.txt notes.jsonl --field body --vocabulary 16384 --out books-bpe",
            "  muninn tokenizer train --jsonl talks.jsonl.gz --chat plain --vocabulary 4096 --out talks-bpe"
        })
final class TokenizerTrainCommand implements Callable<Integer> {
    private static final int MOST_TASKS = 10_000_000;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Text files, or JSONL files with an object a line.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--tasks",
            paramLabel = "N",
            description = "Generated problems to learn from as well, all families alike. Default: none.")
    private int tasks;

    @Option(
            names = "--jsonl",
            paramLabel = "FILE",
            description =
                    "JSONL as a recipe's data takes it, gzipped or not (see muninn data): its texts, prompts, completions and"
                            + " messages. May be given several times.")
    private List<Path> jsonl = new ArrayList<>();

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            description = "Tokens, 256 bytes and the special tokens included. Default: ${DEFAULT-VALUE}.")
    private int vocabulary = 2048;

    @Option(
            names = "--min-frequency",
            paramLabel = "N",
            description = "A pair that occurs less often is not merged. Default: ${DEFAULT-VALUE}.")
    private long minFrequency = 2;

    @Option(names = "--special", paramLabel = "TOKEN", description = "A special token more, such as <|tool|>.")
    private List<String> special = new ArrayList<>();

    @Option(
            names = "--chat",
            paramLabel = "STYLE",
            description =
                    "The chat template: reasoning (as generated problems are written, see above) or plain (a question, a line"
                            + " feed, the reply; any system text, as JSONL documents are written). Default: ${DEFAULT-VALUE}.")
    private ChatStyle chat = ChatStyle.REASONING;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Where a JSONL line has its text. Default: ${DEFAULT-VALUE}.")
    private String field = "text";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where both files go.")
    private Path out = Path.of(".");

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() {
        require(tasks >= 0 && tasks <= MOST_TASKS, "--tasks is 0 to %d, found %d", MOST_TASKS, tasks);
        require(
                !files.isEmpty() || !jsonl.isEmpty() || tasks > 0,
                "nothing to learn from: name text files, or give --jsonl FILE or --tasks N");
        require(
                !Files.exists(out.resolve("tokenizer.json")),
                "%s: has a tokenizer.json, and models may depend on it; delete it or name another directory",
                out);
        BpeTrainer trainer = new BpeTrainer(vocabulary, minFrequency, SpecialTokens.and(special));
        try (Progress progress = new Progress("learning a vocabulary", quiet)) {
            WordCounts counts = count(progress);
            Bpe bpe = trainer.train(counts, merges -> progress.show(merges, vocabulary, merges + " merges"));
            TokenizerFiles.write(bpe, chat, out);
            new Output().println(summary(bpe, counts));
        }
        return 0;
    }

    private WordCounts count(Progress progress) {
        WordCounts counts = new WordCounts();
        new TextFiles(files, field).forEach(text -> {
            counts.add(text);
            progress.show(() -> Units.bytes(counts.characters()) + " of text read");
        });
        if (!jsonl.isEmpty()) {
            new JsonlFiles(jsonl).forEach(line -> {
                counts.add(line.words());
                progress.show(() -> Units.bytes(counts.characters()) + " of text read");
            });
        }
        TaskMixture mixture = AllTasks.mixture();
        for (int i = 0; i < tasks; i++) {
            counts.add(mixture.at(i).document());
            int done = i + 1;
            progress.show(() -> done + " of " + tasks + " problems read");
        }
        return counts;
    }

    private String summary(Bpe bpe, WordCounts counts) {
        String learned = String.format(
                Locale.ROOT,
                "%s: %d tokens (256 bytes, %d merges, %d special) from %d characters, %d different words",
                out,
                bpe.vocabulary(),
                bpe.merges().size(),
                bpe.special().all().size(),
                counts.characters(),
                counts.words());
        return bpe.vocabulary() == vocabulary
                ? learned
                : learned
                        + String.format(
                                Locale.ROOT,
                                "; fewer than the %d asked for: no other pair occurs %d times",
                                vocabulary,
                                minFrequency);
    }
}
