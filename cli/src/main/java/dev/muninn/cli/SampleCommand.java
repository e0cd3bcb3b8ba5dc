package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.Engine;
import dev.muninn.cli.data.SampleVoice;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.LiveBatch;
import dev.muninn.train.corpus.CorpusFile;
import dev.muninn.train.corpus.CorpusPlan;
import dev.muninn.train.corpus.CorpusSampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A corpus that a model writes. */
@Command(
        name = "sample",
        description = {
            "Has a model answer prompts, many at a time, and writes what it says as JSONL to learn from: every prompt with every topic, again"
                    + " with other draws until there are --count lines. Replies that are empty, cut at --max-tokens or there already are left"
                    + " out. The same options write the same lines; a run that was stopped goes on where it was.",
            "A line: messages, for models with a chat template; text, with --as text (the reply alone) or --as continuation (the prompt and what"
                    + " follows it, without the template)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  muninn sample --prompts prompts.txt --topics topics.txt --count 10000 -t 0.8 --top-p 0.95 --out talks.jsonl",
            "  echo 'Write a short story for a child about {topic}.' > p.txt; muninn sample --prompts p.txt --topics topics.txt"
                    + " --as text -t 0.9 --out stories.jsonl"
        })
final class SampleCommand implements Callable<Integer> {
    private static final long MOST = 100_000_000L;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            required = true,
            description = "A prompt a line; {topic} in it stands for a topic.")
    private Path prompts = Path.of(".");

    @Option(names = "--topics", paramLabel = "FILE", description = "A topic a line.")
    private @Nullable Path topics;

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "A system turn before every prompt, in the lines too.")
    private @Nullable String system;

    @Option(names = "--as", paramLabel = "KIND", description = "chat, text or continuation. Default: ${DEFAULT-VALUE}.")
    private SampleVoice.Kind kind = SampleVoice.Kind.CHAT;

    @Option(names = "--label", paramLabel = "NAME", description = "Of all lines. Default: ${DEFAULT-VALUE}.")
    private String label = "sampled";

    @Option(names = "--count", paramLabel = "N", description = "Lines wanted. Default: ${DEFAULT-VALUE}.")
    private long count = 1000;

    @Option(
            names = "--together",
            paramLabel = "N",
            description = "Replies written at a time. Default: ${DEFAULT-VALUE}.")
    private int together = 16;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "A .jsonl file; FILE.run.json goes beside it.")
    private Path out = Path.of(".");

    @Mixin
    private ThinkingOptions thinking = new ThinkingOptions();

    @Override
    public Integer call() {
        thinking.check();
        require(count >= 1 && count <= MOST, "--count is 1 to %d, found %d", MOST, count);
        require(together >= 1 && together <= 4096, "--together is 1 to 4096, found %d", together);
        require(out.toString().endsWith(".jsonl"), "--out is %s; wanted a name that ends in .jsonl", out);
        CorpusPlan plan = new CorpusPlan(lines(prompts), topics == null ? List.of() : lines(topics), thinking.seed);
        try (Engine engine = model.load();
                Progress progress = new Progress("sampling", model.quiet());
                Interrupt interrupt = Interrupt.listen()) {
            SampleVoice voice = new SampleVoice(
                    kind,
                    Optional.ofNullable(system),
                    label,
                    engine.tokenizer(),
                    // One noise for all, so that prompts that begin alike share their keys and values.
                    (tokens, seed) -> thinking.completion(engine, tokens, false)
                            .with(request -> request.seed(seed).noiseSeed(thinking.seed))
                            .request());
            CorpusSampler sampler = new CorpusSampler(plan, voice);
            try (CorpusFile corpus = CorpusFile.open(out, settings(engine));
                    LiveBatch batch = engine.generator().open(limits(engine))) {
                boolean whole = sampler.run(batch, corpus, count, together, () -> {
                    progress.show(corpus.lines(), count, corpus.lines() + " of " + count + " lines");
                    return interrupt.requested();
                });
                new Output().println(summary(corpus, sampler.counts(), whole));
            }
            return interrupt.status();
        }
    }

    /** Prompts begin alike, so some of the memory keeps their keys and values. */
    private LiveBatch.Limits limits(Engine engine) {
        return new LiveBatch.Limits(
                together, Integer.MAX_VALUE, engine.generator().kvLimitBytes() / 8, LiveBatch.Pace.CONTINUOUS);
    }

    private Map<String, String> settings(Engine engine) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("model", String.valueOf(engine.directory().getFileName()));
        settings.put("prompts", print(lines(prompts)));
        settings.put("topics", topics == null ? "none" : print(lines(topics)));
        settings.put("system", system == null ? "none" : system);
        settings.put("kind", kind.name());
        settings.put("label", label);
        settings.put(
                "drawing",
                thinking.completion(engine, new int[] {0}, false)
                        .request()
                        .sampling()
                        .toString());
        settings.put("recurrences", String.valueOf(thinking.recurrences));
        settings.put("exit", thinking.exit);
        settings.put("max-tokens", String.valueOf(thinking.maxTokens));
        settings.put("seed", String.valueOf(thinking.seed));
        return settings;
    }

    /** Says in short which lines: how many, and the beginning of their SHA-256. */
    private static String print(List<String> lines) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return lines.size() + " lines, SHA-256 " + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private String summary(CorpusFile corpus, CorpusSampler.Counts counts, boolean whole) {
        return String.format(
                Locale.ROOT,
                "%s: %d lines%s; %d tokens now; left out: %d known already, %d cut at --max-tokens, %d empty",
                out,
                corpus.lines(),
                whole ? "" : " of " + count + " (the same command goes on)",
                counts.tokens(),
                counts.duplicates(),
                counts.cut(),
                counts.empty());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new MuninnException("%s: cannot be read (%s); wanted lines of text".formatted(file, e), e);
        }
    }
}
