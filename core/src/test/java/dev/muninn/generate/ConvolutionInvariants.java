package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.muninn.architecture.Architecture;
import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.config.SpecialTokens;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.RavenFacts;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import dev.muninn.weights.Checkpoint;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is true of the prelude's short convolutions beyond what is true of every model. */
public abstract class ConvolutionInvariants extends EngineFixture {
    private static final int C = 42;

    private static Architecture config(int taps) {
        return RavenFacts.of(
                101, C, 3, 3, 14, 37, 1e-6f, 50000, 96, 2, 1, 1, 6, 4, true, true, taps, SpecialTokens.NONE);
    }

    /** The stream before a block's convolution, empty for the first block, and what the norm before its MLP reads. */
    private record Read(float[] before, float[] after) {}

    /** Kernels that take notes of what goes into every norm, and of what the block before left. */
    private static Kernels noting(Kernels kernels, List<Read> notes) {
        float[][] left = {{}};
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("rmsNorm")) {
                        notes.add(new Read(left[0], ((float[]) arguments[1]).clone()));
                    }
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (method.getName().equals("addRmsNorm")) {
                            left[0] = ((float[]) arguments[0]).clone();
                        }
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void theStreamIsSummedOverTaps(int taps, @TempDir Path directory) {
        Path target = directory.resolve("model");
        new RandomCheckpoint(config(taps), DType.F32, 5, 1).write(target);
        List<Read> notes = new ArrayList<>();
        RecurrentModel model = Goldens.model(target, noting(keep(kernels(1)), notes));
        int[] tokens = prompt(model, 13);
        PassByHand.together(model, tokens, 1, SlotPolicy.FULL, KvFormat.F32, 64);
        try (Checkpoint checkpoint = Checkpoint.open(target)) {
            for (int block = 0; block < 2; block++) {
                Read read = notes.get(block);
                float[] before = block == 0 ? embedded(checkpoint, tokens) : read.before();
                float[] w = checkpoint.vector("transformer.prelude." + block + ".conv.weight", taps, C);
                assertClose(read.after(), convolved(before, w, taps, tokens.length), tokens.length);
            }
        }
    }

    private static float[] embedded(Checkpoint checkpoint, int[] tokens) {
        float[] embedding = checkpoint.vector("transformer.wte.weight", 101, C);
        float[] x = new float[tokens.length * C];
        for (int i = 0; i < x.length; i++) {
            x[i] = embedding[tokens[i / C] * C + i % C] * (float) Math.sqrt(C);
        }
        return x;
    }

    private static double[] convolved(float[] n, float[] w, int taps, int positions) {
        double[] y = new double[positions * C];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < C; i++) {
                y[p * C + i] = n[p * C + i];
                for (int j = 0; j < taps && j <= p; j++) {
                    y[p * C + i] += (double) w[j * C + i] * n[(p - j) * C + i];
                }
            }
        }
        return y;
    }

    private static void assertClose(float[] found, double[] wanted, int positions) {
        for (int i = 0; i < positions * C; i++) {
            assertThat((double) found[i])
                    .as("position %d, column %d", i / C, i % C)
                    .isCloseTo(wanted[i], within(3e-6));
        }
    }

    /** As a wavefront and speculation do: positions are embedded with draft tokens, dropped, and embedded again. */
    @ParameterizedTest
    @EnumSource
    void droppedPositionsLeaveNoTrace(KvFormat format) {
        for (RecurrentModel model : List.of(random(CONVOLVED_RAVEN), random(PAIRED_RAVEN))) {
            int[] tokens = prompt(model, 40);
            try (KvPool pool = new KvPool(model.kvGeometry(format), GIB);
                    KvCache drafted = new KvCache(pool, SlotPolicy.FULL);
                    KvCache clean = new KvCache(pool, SlotPolicy.FULL)) {
                float[][] wanted = new float[40][];
                for (int p = 0; p < 40; p++) {
                    wanted[p] = embed(model, clean, tokens, p, p + 1, false)[0];
                }
                for (int p = 0; p < 40; p++) {
                    int[] drafts = tokens.clone();
                    for (int q = p; q < 40; q++) {
                        drafts[q] = Math.floorMod(31 * q + p, model.config().vocab());
                    }
                    embed(model, drafted, drafts, p, Math.min(40, p + 1 + p * 7 % 19), p % 2 == 0);
                    drafted.truncate(p);
                    assertThat(embed(model, drafted, tokens, p, p + 1, false)[0])
                            .as("input at %d", p)
                            .isEqualTo(wanted[p]);
                }
                drafted.truncate(17);
                assertThat(embed(model, drafted, tokens, 17, 40, true)).isEqualTo(Arrays.copyOfRange(wanted, 17, 40));
            }
        }
    }

    /** The inputs of the positions {@code from .. to}, all embedded in one batch. */
    private static float[][] embed(
            RecurrentModel model, KvCache cache, int[] tokens, int from, int to, boolean backwards) {
        List<Row> rows = new ArrayList<>();
        for (int p = from; p < to; p++) {
            Row row = new Row(cache, model.config().width());
            row.reset(tokens[p], p);
            rows.add(row);
        }
        model.embed(backwards ? rows.reversed() : rows, new Scratch());
        return rows.stream().map(row -> row.input).toArray(float[][]::new);
    }

    @Test
    void weightsThatDoNotFitTheConfigAreNamed(@TempDir Path directory) throws IOException {
        Path without = directory.resolve("without");
        new RandomCheckpoint(config(0), DType.F32, 5, 1).write(without);
        Files.writeString(without.resolve("config.json"), Families.toJson(config(4)));
        assertThatThrownBy(() -> Goldens.model(without, keep(kernels(1))))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(without + ": the weights do not fit config.json:"
                        + " tensor 'transformer.prelude.0.conv.weight' [4, 42] is missing;"
                        + " tensor 'transformer.prelude.1.conv.weight' [4, 42] is missing;"
                        + " tensor 'transformer.prelude.0.norm_1.weight' is extra");
        Path with = directory.resolve("with");
        new RandomCheckpoint(config(4), DType.F32, 5, 1).write(with);
        Files.writeString(with.resolve("config.json"), Families.toJson(config(0)));
        assertThatThrownBy(() -> Goldens.model(with, keep(kernels(1))))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("tensor 'transformer.prelude.0.norm_1.weight' [42] is missing");
        Files.writeString(with.resolve("config.json"), Families.toJson(config(3)));
        assertThatThrownBy(() -> Goldens.model(with, keep(kernels(1))))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(
                        "tensor 'transformer.prelude.0.conv.weight' has shape [4, 42], the config asks for [3, 42]");
    }
}
