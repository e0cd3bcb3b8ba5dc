package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.bpe.TokenEncoders;
import dev.muninn.train.data.HeldOut;
import dev.muninn.train.data.ShardWriter;
import dev.muninn.train.data.TextEncoder;
import dev.muninn.train.data.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Text as tokens, once and for all. */
@Command(
        name = "shards",
        description = {
            "Tokenizes text and JSONL files into OUT/train.tokens and OUT/held-out.tokens. A JSONL line is a document, any other file"
                    + " is one. A document's text decides on which side it is: no text is on both."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn tokenizer shards books/*.txt --tokenizer reasoner --out shards",
            "  muninn tokenizer shards notes.jsonl --field body --held-out 0.05 --tokenizer reasoner --out shards"
        })
final class TokenizerShardsCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Text files, or JSONL files with an object a line.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            required = true,
            description = "The directory of tokenizer.json; a model's will do.")
    private Path directory = Path.of(".");

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Where a JSONL line has its text. Default: ${DEFAULT-VALUE}.")
    private String field = "text";

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            description = "Share of the documents that are not trained on. Default: ${DEFAULT-VALUE}.")
    private double share = 0.01;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where both files go.")
    private Path out = Path.of(".");

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() {
        require(share >= 0 && share < 1, "--held-out is 0 or more and less than 1, found %s", share);
        HeldOut heldOut = new HeldOut(share);
        TextFiles texts = new TextFiles(files, field);
        try (Tokenizer tokenizer = Tokenizer.load(directory);
                ShardWriter train = new ShardWriter(out.resolve("train.tokens"), directory, tokenizer.vocab());
                ShardWriter held = new ShardWriter(out.resolve("held-out.tokens"), directory, tokenizer.vocab());
                Progress progress = new Progress("tokenizing", quiet)) {
            TextEncoder encoder = TokenEncoders.of(directory, tokenizer);
            texts.forEach(text -> {
                ShardWriter side = heldOut.holds(text) ? held : train;
                side.add(document(encoder.encode(text), tokenizer));
                progress.show(() -> (train.tokens() + held.tokens()) + " tokens");
            });
            if (train.documents() + held.documents() == 0) {
                throw new MuninnException("no text in the files; a shard wants some");
            }
            train.commit();
            held.commit();
            new Output()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: %d documents, %d tokens to train on; %d documents, %d tokens held out",
                            out,
                            train.documents(),
                            train.tokens(),
                            held.documents(),
                            held.tokens()));
        }
        return 0;
    }

    /** The text between the tokens that begin and end one, where the tokenizer has them. */
    private static int[] document(int[] text, Tokenizer tokenizer) {
        Optional<Integer> begin = tokenizer.bos();
        Optional<Integer> end = tokenizer.eos();
        int first = begin.isPresent() ? 1 : 0;
        int[] document = new int[first + text.length + (end.isPresent() ? 1 : 0)];
        begin.ifPresent(id -> document[0] = id);
        System.arraycopy(text, 0, document, first, text.length);
        end.ifPresent(id -> document[document.length - 1] = id);
        return document;
    }
}
