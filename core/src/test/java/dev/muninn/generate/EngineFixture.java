package dev.muninn.generate;

import dev.muninn.architecture.Architecture;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.config.SpecialTokens;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.family.OuroFacts;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.Kernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Models to try an engine with, on kernels that the subclass chooses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineFixture {
    static final long GIB = 1L << 30;

    /** Widths that no vector length divides, a head width that is none of the usual, one block of each kind. */
    static final Architecture ODD_RAVEN =
            RavenFacts.of(101, 40, 5, 5, 8, 37, 1e-6f, 50000, 96, 1, 1, 1, 6, 4, true, true, 0, SpecialTokens.NONE);

    /** Grouped heads of width 20, a head of its own, neither prelude nor coda. */
    static final Architecture BARE_RAVEN =
            RavenFacts.of(257, 80, 4, 2, 20, 37, 1e-5f, 10000, 64, 0, 2, 0, 5, 4, false, false, 0, SpecialTokens.NONE);

    /** Convolutions of four taps in two prelude blocks. */
    static final Architecture CONVOLVED_RAVEN =
            RavenFacts.of(101, 42, 3, 3, 14, 37, 1e-6f, 50000, 96, 2, 1, 1, 6, 4, true, true, 4, SpecialTokens.NONE);

    /** Convolutions of two taps, whose rows do not fill pages of keys and values evenly. */
    static final Architecture PAIRED_RAVEN =
            RavenFacts.of(257, 84, 6, 2, 14, 37, 1e-5f, 10000, 64, 1, 2, 1, 5, 4, false, false, 2, SpecialTokens.NONE);

    /** Heads that are together wider than the model, three of them to a pair of keys and values. */
    static final Architecture ODD_OURO =
            OuroFacts.of(257, 36, 6, 2, 10, 37, 1e-6f, 10000, 64, 2, 4, 1, false, SpecialTokens.NONE);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<Object, RecurrentModel> models = new HashMap<>();
    private Path temporary = Path.of("");

    /** Opens kernels with {@code threads} threads. */
    protected abstract Kernels kernels(int threads);

    /** Numbers of threads that are worth trying. */
    protected int[] threads() {
        return new int[] {1};
    }

    /** Hands {@code resource} over to be closed after the last test. */
    final <T extends AutoCloseable> T keep(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    @BeforeAll
    void openTemporary() throws IOException {
        temporary = Files.createTempDirectory("muninn-odd-models");
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    final RecurrentModel huginn() {
        return models.computeIfAbsent(Goldens.HUGINN, key -> huginn(1));
    }

    final RecurrentModel huginn(int threads) {
        return Goldens.model(Goldens.HUGINN, keep(kernels(threads)));
    }

    final RecurrentModel ouro() {
        return models.computeIfAbsent(Goldens.OURO, key -> ouro(1));
    }

    final RecurrentModel ouro(int threads) {
        return Goldens.model(Goldens.OURO, keep(kernels(threads)));
    }

    /** Random weights for {@code config}. */
    final RecurrentModel random(Architecture config) {
        return models.computeIfAbsent(config, key -> random(config, keep(kernels(1))));
    }

    final RecurrentModel random(Architecture config, Kernels kernels) {
        try {
            Path directory = Files.createTempDirectory(temporary, "model").resolve("checkpoint");
            new RandomCheckpoint(config, DType.F32, 5, 1).write(directory);
            return Goldens.model(directory, kernels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every model that an invariant should hold for, small ones. */
    final List<RecurrentModel> all() {
        return List.of(
                huginn(),
                ouro(),
                random(ODD_RAVEN),
                random(BARE_RAVEN),
                random(CONVOLVED_RAVEN),
                random(PAIRED_RAVEN),
                random(ODD_OURO));
    }

    /** Those that read their input at every recurrence, which a wavefront needs. */
    final List<RecurrentModel> ravens() {
        return all().stream().filter(RecurrentModel::injectsInput).toList();
    }

    final Generator generator(RecurrentModel model) {
        return generator(model, 64);
    }

    final Generator generator(RecurrentModel model, int blockRows) {
        return keep(new Generator(model, blockRows, GIB));
    }

    static Generated generate(Generator generator, Request request) {
        return generator.generate(request, token -> true);
    }

    static SlotPolicy slots(String spec) {
        return SlotPolicy.parse(spec);
    }

    static ExitPolicy exit(String spec) {
        return ExitPolicy.of(ExitSpec.parse(spec));
    }

    /** A prompt of {@code length} tokens that looks random. */
    static int[] prompt(RecurrentModel model, int length) {
        int[] tokens = new int[length];
        for (int i = 0; i < length; i++) {
            tokens[i] =
                    Math.floorMod(i * 7919 + 31 * length + 13, model.config().vocab());
        }
        return tokens;
    }
}
