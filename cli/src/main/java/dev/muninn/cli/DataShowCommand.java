package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.cli.train.LineEncoders;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.Document;
import dev.muninn.train.jsonl.JsonlFiles;
import dev.muninn.train.jsonl.LineEncoder;
import dev.muninn.train.recipe.SourceWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What of JSONL lines will be learned. */
@Command(
        name = "show",
        description = {
            "Prints the first documents of JSONL files as a tokenizer encodes them, with what is learned in [[ ]], and counts: a look at the"
                    + " mask before a long run. Every line of the files is checked."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  muninn data show mine.jsonl.gz --tokenizer models/muninn-mini --count 3"})
final class DataShowCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "JSONL files, gzipped or not.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            required = true,
            description = "The directory of tokenizer.json; a model's will do.")
    private Path directory = Path.of(".");

    @Option(names = "--count", paramLabel = "N", description = "Documents to print. Default: ${DEFAULT-VALUE}.")
    private int count = 3;

    /** Sums over lines. */
    private static final class Sums {
        int documents;
        int questions;
        long tokens;
        long learned;
        int longest;
    }

    @Override
    public Integer call() {
        require(count >= 0, "--count is 0 or more, found %d", count);
        Output out = new Output();
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            LineEncoder encoder = LineEncoders.of(directory, tokenizer, new SourceWeights(1, 0, 1));
            Sums sums = new Sums();
            new JsonlFiles(files).forEach(line -> {
                Document document = encoder.encode(line);
                if (sums.documents < count) {
                    out.println("# " + line.place() + ", label " + line.label() + "\n" + text(document, tokenizer));
                }
                add(document, sums);
            });
            out.println(String.format(
                    Locale.ROOT,
                    "%d documents, %d questions, %d tokens, %d of them learned; the longest has %d",
                    sums.documents,
                    sums.questions,
                    sums.tokens,
                    sums.learned,
                    sums.longest));
            if (encoder.shortened() > 0) {
                out.println(
                        "of " + encoder.shortened()
                                + " replies the chat template shows a part only; the rest, such as earlier thinking, is not learned");
            }
        }
        return 0;
    }

    private static void add(Document document, Sums sums) {
        sums.documents++;
        sums.questions += document.questions();
        sums.tokens += document.tokens().length;
        sums.longest = Math.max(sums.longest, document.tokens().length);
        for (int i = 1; i < document.tokens().length; i++) {
            sums.learned += document.weights()[i] > 0 ? 1 : 0;
        }
    }

    private static String text(Document document, Tokenizer tokenizer) {
        StringBuilder text = new StringBuilder();
        int length = document.tokens().length;
        int start = 0;
        while (start < length) {
            boolean learned = start > 0 && document.weights()[start] > 0;
            int end = start + 1;
            while (end < length && document.weights()[end] > 0 == learned) {
                end++;
            }
            String part = tokenizer.decode(Arrays.copyOfRange(document.tokens(), start, end), false);
            text.append(learned ? "[[" + part + "]]" : part);
            start = end;
        }
        return text.toString();
    }
}
