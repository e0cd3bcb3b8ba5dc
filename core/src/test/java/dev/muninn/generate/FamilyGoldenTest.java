package dev.muninn.generate;

import static dev.muninn.generate.Goldens.ints;
import static dev.muninn.generate.PassByHand.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.model.StateInit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Logits, states and tokens of the reference implementations of every family that came after Raven and Ouro. */
class FamilyGoldenTest {
    private static final double MOST = 2e-5;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-tied-llama3-rope", "mistral", "qwen2", "qwen3"})
    void denseLogits(String name) {
        Path directory = Goldens.directory("dense/" + name);
        RecurrentModel model = Goldens.model(directory);
        float[] logits = Goldens.floats(directory, "logits");
        float[] hidden = Goldens.floats(directory, "hidden.last");
        for (int batch = 0; batch < 2; batch++) {
            int[] tokens = Goldens.tokens(directory, batch);
            List<Row> rows = run(model, tokens, 1, new float[0]);
            assertThat(relativeError(logits(rows), part(logits, batch))).isLessThan(MOST);
            float[] normed = new float[tokens.length * model.config().width()];
            float[] one = new float[model.config().width()];
            for (int p = 0; p < tokens.length; p++) {
                model.normedState(rows.get(p), one);
                System.arraycopy(one, 0, normed, p * one.length, one.length);
            }
            assertThat(relativeError(normed, part(hidden, batch))).isLessThan(MOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-tied-llama3-rope", "mistral", "qwen2", "qwen3"})
    void denseGreedy(String name) {
        Path directory = Goldens.directory("dense/" + name);
        JsonNode golden = Goldens.generate(directory);
        int[] wanted = ints(golden.get("greedy"));
        try (Generator generator = new Generator(Goldens.model(directory), 64, 1L << 30)) {
            Request request = Request.builder(ints(golden.get("prompt")))
                    .recurrences(1)
                    .maxTokens(wanted.length)
                    .build();
            assertThat(generator.generate(request, token -> true).tokenIds()).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void retrofittedRavenFromAZeroState(int recurrences) {
        Path directory = Goldens.directory("retrofit-llama");
        RecurrentModel model = Goldens.model(directory);
        assertThat(model.config().family()).isEqualTo("huginn_raven_retrofitted");
        float[] logits = Goldens.floats(directory, "logits.zero.r" + recurrences);
        float[] states = Goldens.floats(directory, "state.zero.r" + recurrences);
        for (int batch = 0; batch < 2; batch++) {
            int[] tokens = Goldens.tokens(directory, batch);
            List<Row> rows = run(model, tokens, recurrences, new float[states.length / 2]);
            assertThat(relativeError(states(rows), part(states, batch))).isLessThan(MOST);
            assertThat(relativeError(logits(rows), part(logits, batch))).isLessThan(MOST);
        }
    }

    @Test
    void retrofittedRavenFromAGivenState() {
        Path directory = Goldens.directory("retrofit-llama");
        RecurrentModel model = Goldens.model(directory);
        float[] given = Goldens.floats(directory, "state.given");
        float[] logits = Goldens.floats(directory, "logits.given.r3");
        for (int batch = 0; batch < 2; batch++) {
            List<Row> rows = run(model, Goldens.tokens(directory, batch), 3, part(given, batch));
            assertThat(relativeError(logits(rows), part(logits, batch))).isLessThan(MOST);
        }
    }

    @Test
    void aDenseModelRefusesASecondPass() {
        RecurrentModel model = Goldens.model(Goldens.directory("dense/llama"));
        try (Generator generator = new Generator(model, 64, 1L << 30)) {
            Request request = Request.builder(new int[] {1, 2})
                    .recurrences(2)
                    .maxTokens(1)
                    .build();
            assertThatThrownBy(() -> generator.generate(request, token -> true))
                    .isInstanceOf(MuninnException.class)
                    .hasMessage("recurrences are 2, a dense model has 1; to repeat a band of its layers load it with"
                            + " --loop FIRST-LAST");
        }
        assertThatThrownBy(() -> ForwardPass.run(model, new int[] {1, 2}, 2, StateInit.NOISE, 0, null, 64))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("recurrences are 2");
    }

    /** @param start of the states; empty for what the model begins with */
    private static List<Row> run(RecurrentModel model, int[] tokens, int recurrences, float[] start) {
        try (KvPool pool = new KvPool(model.kvGeometry(KvFormat.F32), Long.MAX_VALUE);
                KvCache cache = new KvCache(pool, SlotPolicy.FULL)) {
            Scratch scratch = new Scratch();
            int width = model.config().width();
            List<Row> rows = new ArrayList<>();
            for (int p = 0; p < tokens.length; p++) {
                Row row = new Row(cache, width);
                row.logits = new float[model.config().vocab()];
                row.reset(tokens[p], p);
                rows.add(row);
            }
            model.embed(rows, scratch);
            for (int p = 0; p < tokens.length; p++) {
                model.initState(rows.get(p), StateInit.ZERO, 0);
                if (start.length > 0) {
                    System.arraycopy(start, p * width, rows.get(p).state, 0, width);
                }
            }
            for (int r = 0; r < recurrences; r++) {
                model.coreStep(rows, scratch);
            }
            model.readout(rows, scratch);
            return rows;
        }
    }

    private static float[] part(float[] both, int batch) {
        return Arrays.copyOfRange(both, batch * both.length / 2, (batch + 1) * both.length / 2);
    }

    private static float[] logits(List<Row> rows) {
        return together(
                rows.stream().map(row -> Objects.requireNonNull(row.logits)).toList());
    }

    private static float[] states(List<Row> rows) {
        return together(rows.stream().map(row -> row.state).toList());
    }

    private static float[] together(List<float[]> rows) {
        float[] all = new float[rows.size() * rows.getFirst().length];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * rows.getFirst().length, rows.getFirst().length);
        }
        return all;
    }
}
