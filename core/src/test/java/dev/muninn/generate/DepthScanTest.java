package dev.muninn.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.cache.KvCache;
import dev.muninn.cache.KvPool;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.error.MuninnException;
import dev.muninn.generate.DepthScan.Sequence;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.ScalarKernels;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.StateInit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthScanTest extends EngineFixture {
    private static final int[] DEPTHS = {1, 2, 5, 9};

    @Override
    protected Kernels kernels(int threads) {
        return new ScalarKernels();
    }

    /** Logits by sequence, depth and position. */
    private static List<float[][][]> scan(RecurrentModel model, List<Sequence> sequences, int blockRows) {
        List<float[][][]> logits = new ArrayList<>();
        for (Sequence sequence : sequences) {
            logits.add(new float[DEPTHS.length][sequence.tokens().length][]);
        }
        try (DepthScan scan = new DepthScan(model, blockRows, GIB)) {
            scan.run(
                    sequences,
                    DEPTHS,
                    StateInit.NOISE,
                    (sequence, position, recurrences, found) ->
                            logits.get(sequence)[Arrays.binarySearch(DEPTHS, recurrences)][position] = found.clone());
        }
        return logits;
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            best = logits[v] > logits[best] ? v : best;
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void readsWhatAPassOfEachDepthReads(int blockRows) {
        for (RecurrentModel model : all()) {
            List<Sequence> sequences = List.of(
                    new Sequence(prompt(model, 11), 0, 3),
                    new Sequence(prompt(model, 5), 4, 4),
                    new Sequence(prompt(model, 23), 20, 3));

            List<float[][][]> found = scan(model, sequences, blockRows);

            int vocab = model.config().vocab();
            for (int s = 0; s < sequences.size(); s++) {
                Sequence sequence = sequences.get(s);
                for (int d = 0; d < DEPTHS.length; d++) {
                    float[] wanted = ForwardPass.run(
                                    model, sequence.tokens(), DEPTHS[d], StateInit.NOISE, sequence.seed(), null, 64)
                            .logits();
                    for (int p = 0; p < sequence.tokens().length; p++) {
                        if (p < sequence.firstReadout()) {
                            assertThat(found.get(s)[d][p]).isNull();
                        } else {
                            assertThat(found.get(s)[d][p])
                                    .as(
                                            "%s, depth %d, position %d",
                                            model.config().family(), DEPTHS[d], p)
                                    .isEqualTo(Arrays.copyOfRange(wanted, p * vocab, (p + 1) * vocab));
                        }
                    }
                }
            }
        }
    }

    @Test
    void mostLikelyTokensAreThoseOfGreedyGenerationAtEachDepth() {
        for (RecurrentModel model : all()) {
            int[] prompt = prompt(model, 9);
            for (int d = 0; d < DEPTHS.length; d++) {
                Request request = Request.builder(prompt)
                        .recurrences(DEPTHS[d])
                        .maxTokens(6)
                        .seed(11)
                        .build();
                int[] generated = generate(generator(model), request).tokenIds();
                int[] known = Arrays.copyOf(prompt, prompt.length + generated.length - 1);
                System.arraycopy(generated, 0, known, prompt.length, generated.length - 1);

                float[][] logits = scan(model, List.of(new Sequence(known, prompt.length - 1, 11)), 64)
                        .getFirst()[d];

                for (int i = 0; i < generated.length; i++) {
                    assertThat(argmax(logits[prompt.length - 1 + i])).isEqualTo(generated[i]);
                }
            }
        }
    }

    @Test
    void showsEveryStateFromTheFirstNoiseOn() {
        RecurrentModel model = huginn();
        int[] tokens = prompt(model, 4);
        List<String> seen = new ArrayList<>();
        float[][] last = new float[tokens.length][];
        try (DepthScan scan = new DepthScan(model, 64, GIB)) {
            scan.run(List.of(new Sequence(tokens, 3, 1)), new int[] {3}, StateInit.NOISE, new DepthScan.Visitor() {
                @Override
                public void readout(int sequence, int position, int recurrences, float[] logits) {
                    seen.add("logits " + position + " " + recurrences);
                }

                @Override
                public void state(int sequence, int position, int recurrences, float[] state) {
                    seen.add(position + " " + recurrences);
                    last[position] = state.clone();
                }
            });
        }
        assertThat(seen)
                .startsWith("0 0", "1 0", "2 0", "3 0", "0 1")
                .endsWith("3 3", "logits 3 3")
                .hasSize(4 * 4 + 1);
        KvCache cache = new KvCache(keep(new KvPool(model.kvGeometry(KvFormat.F32), GIB)), SlotPolicy.FULL);
        float[] normed = new float[model.config().width()];
        float[] wanted =
                ForwardPass.run(model, tokens, 3, StateInit.NOISE, 1, null, 64).states();
        for (int p = 0; p < tokens.length; p++) {
            Row row = new Row(cache, normed.length);
            System.arraycopy(last[p], 0, row.state, 0, normed.length);
            model.normedState(row, normed);
            assertThat(normed).isEqualTo(Arrays.copyOfRange(wanted, p * normed.length, (p + 1) * normed.length));
        }
    }

    @Test
    void saysWhatIsWrong() {
        RecurrentModel model = huginn();
        try (DepthScan scan = new DepthScan(model, 64, GIB)) {
            List<Sequence> fine = List.of(new Sequence(prompt(model, 4), 0, 0));
            assertThatThrownBy(() -> scan.run(fine, new int[] {2, 2}, StateInit.ZERO, (s, p, r, logits) -> {}))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("found 2 after 2");
            assertThatThrownBy(() -> scan.run(fine, new int[0], StateInit.ZERO, (s, p, r, logits) -> {}))
                    .isInstanceOf(MuninnException.class);
            List<Sequence> unknown = List.of(new Sequence(new int[] {1 << 20}, 0, 0));
            assertThatThrownBy(() -> scan.run(unknown, new int[] {1}, StateInit.ZERO, (s, p, r, logits) -> {}))
                    .isInstanceOf(MuninnException.class)
                    .hasMessageContaining("vocabulary");
        }
        assertThatThrownBy(() -> new Sequence(new int[] {1}, 1, 0))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("position 1");
    }
}
