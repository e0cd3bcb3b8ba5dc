package dev.muninn.cli;

import dev.muninn.Completion;
import dev.muninn.Engine;
import dev.muninn.RequestDefaults;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.generate.Decoding;
import dev.muninn.generate.Request;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How deep to think, how to decode, how to draw tokens. */
final class ThinkingOptions {
    /** Tokens that a text goes on for if nothing else is said: many models never end one. */
    private static final int MOST_TOKENS = 128;

    @Option(
            names = {"-r", "--recurrences"},
            paramLabel = "N",
            description = "Recurrences of the core a token, at most. Default: the model's mean.")
    @Nullable
    Integer recurrences;

    @Option(
            names = "--exit",
            paramLabel = "CRITERION",
            description = "Stop thinking about a token early: " + ExitSpec.FORMS + ". Default: none.")
    String exit = "none";

    @Option(names = "--min-recurrences", paramLabel = "N", description = "No token stops before. Default: 1.")
    int minRecurrences = 1;

    @Option(
            names = "--after-exit",
            paramLabel = "stop|finish",
            description =
                    "Stop at the exit, or read the token out there and finish its recurrences for the sake of later tokens'"
                            + " keys and values (Ouro's published way; saves nothing). Default: stop.")
    ExitPolicy.AfterExit afterExit = ExitPolicy.AfterExit.STOP;

    @Option(
            names = "--kv",
            paramLabel = "POLICY",
            description =
                    "Which recurrences share memory and what a token sees of shallower ones: full, latest, last, ring:K,"
                            + " anchored:A, joined with +. Default: full; latest+ring:1 for wavefront.")
    @Nullable
    String kv;

    @Option(names = "--kv-format", paramLabel = "f32|bf16", description = "How keys and values are held. Default: f32.")
    KvFormat kvFormat = KvFormat.F32;

    @Option(
            names = "--init",
            paramLabel = "noise|zero",
            description = "What a latent state starts from. Default: noise, keyed by seed and position.")
    StateInit init = StateInit.NOISE;

    @Option(names = "--warm-start", description = "A token's state starts from the final state of the token before it.")
    boolean warmStart;

    @Option(names = "--seed", paramLabel = "N", description = "Decides state noise and sampling. Default: 0.")
    long seed;

    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            description =
                    "Tokens to generate at most. Default: the model's suggestion; else 128 for a text to go on with, and"
                            + " for a chat what the context and a quarter of the memory have room for.")
    @Nullable
    Integer maxTokens;

    @ArgGroup(validate = false, heading = "%nDrawing tokens:%n")
    Drawing drawing = new Drawing();

    @ArgGroup(validate = false, heading = "%nWays of decoding:%n")
    Ways ways = new Ways();

    /** Sampling. */
    static final class Drawing {
        @Option(
                names = {"-t", "--temperature"},
                paramLabel = "X",
                description = "0 takes the most likely token. Default: the model's suggestion, or 0.")
        @Nullable
        Double temperature;

        @Option(names = "--top-k", paramLabel = "K", description = "Only the K most likely tokens. Default: all.")
        @Nullable
        Integer topK;

        @Option(
                names = "--top-p",
                paramLabel = "P",
                description = "Only the fewest tokens that together have probability P. Default: all.")
        @Nullable
        Double topP;

        @Option(
                names = "--min-p",
                paramLabel = "P",
                description = "Only tokens at least P times as likely as the most likely one. Default: all.")
        @Nullable
        Double minP;

        @Option(
                names = "--repetition-penalty",
                paramLabel = "X",
                description = "Makes tokens that have occurred less likely; 1 does not. Default: 1.")
        @Nullable
        Double repetitionPenalty;
    }

    /** Decoding modes. */
    static final class Ways {
        @Option(
                names = "--decode",
                paramLabel = "MODE",
                description =
                        "sequential, wavefront (several positions at once) or speculative (shallow drafts, same tokens)."
                                + " Default: sequential.")
        Mode mode = Mode.SEQUENTIAL;

        @Option(names = "--inner", paramLabel = "N", description = "wavefront: recurrences between looks. Default: 4.")
        int inner = Decoding.Wavefront.DEFAULT.inner();

        @Option(names = "--headway", paramLabel = "N", description = "wavefront: positions added a look. Default: 1.")
        int headway = Decoding.Wavefront.DEFAULT.headway();

        @Option(
                names = "--max-wavefront",
                paramLabel = "N",
                description = "wavefront: live positions at most. Default: 128.")
        int maxWavefront = Decoding.Wavefront.DEFAULT.maxWavefront();

        @Option(
                names = "--ema",
                paramLabel = "X",
                description = "wavefront: share of the former input kept when a draft token changes. Default: 0.1.")
        double ema = Decoding.Wavefront.DEFAULT.embeddingAverage();

        @Option(
                names = "--exit-at",
                paramLabel = "X",
                description =
                        "wavefront: a position is final when it moves less than this share between looks. Default: 0.03.")
        double exitAt = Decoding.Wavefront.DEFAULT.exitAt();

        @Option(
                names = "--state-noise",
                paramLabel = "X",
                description = "wavefront: noise mixed into young states before they think on. Default: 0.")
        double stateNoise;

        @Option(
                names = "--draft-recurrences",
                paramLabel = "N",
                description = "speculative: recurrences of a draft. Default: 4.")
        int draftRecurrences = Decoding.Speculative.DEFAULT.draftRecurrences();

        @Option(
                names = "--lookahead",
                paramLabel = "N",
                description = "speculative: tokens drafted at once. Default: 4.")
        int lookahead = Decoding.Speculative.DEFAULT.lookahead();

        Decoding decoding() {
            return switch (mode) {
                case SEQUENTIAL -> new Decoding.Sequential();
                case SPECULATIVE -> new Decoding.Speculative(draftRecurrences, lookahead);
                case WAVEFRONT -> new Decoding.Wavefront(inner, headway, maxWavefront, ema, exitAt, stateNoise);
            };
        }
    }

    /** The words of {@code --decode}. */
    enum Mode {
        SEQUENTIAL,
        WAVEFRONT,
        SPECULATIVE
    }

    /** Complains about words that are off, before a model is loaded for nothing. */
    void check() {
        exitPolicy();
        ways.decoding();
        sampling(Sampling.greedy());
        if (kv != null) {
            SlotPolicy.parse(kv);
        }
    }

    private ExitPolicy exitPolicy() {
        return ExitPolicy.of(ExitSpec.parse(exit))
                .withMinRecurrences(minRecurrences)
                .withAfterExit(afterExit);
    }

    /**
     * The completion of {@code prompt} with these options; what they leave open, the model decides.
     *
     * @param ends whether the model can be expected to end its answer: a turn of a chat
     */
    Completion completion(Engine engine, int[] prompt, boolean ends) {
        RequestDefaults defaults = engine.requestDefaults();
        Completion completion =
                engine.complete(prompt).sampling(sampling(defaults.sampling())).with(this::applyTo);
        if (maxTokens != null) {
            completion.maxTokens(maxTokens);
        } else if (!ends && defaults.maxNewTokens().isEmpty()) {
            completion.maxTokens(MOST_TOKENS);
        }
        return completion;
    }

    private void applyTo(Request.Builder request) {
        request.exit(exitPolicy())
                .kvFormat(kvFormat)
                .init(init)
                .warmStart(warmStart)
                .seed(seed)
                .decoding(ways.decoding());
        if (recurrences != null) {
            request.recurrences(recurrences);
        }
        if (kv != null) {
            request.slots(SlotPolicy.parse(kv));
        }
    }

    private Sampling sampling(Sampling defaults) {
        return new Sampling(
                (float) or(drawing.temperature, defaults.temperature(), "--temperature"),
                drawing.topK == null ? defaults.topK() : drawing.topK,
                (float) or(drawing.topP, defaults.topP(), "--top-p"),
                (float) or(drawing.minP, defaults.minP(), "--min-p"),
                (float) or(drawing.repetitionPenalty, defaults.repetitionPenalty(), "--repetition-penalty"));
    }

    private static double or(@Nullable Double wish, double otherwise, String option) {
        if (wish != null && !Double.isFinite(wish)) {
            throw new MuninnException(option + " " + wish + ": a number is wanted");
        }
        return wish == null ? otherwise : wish;
    }
}
