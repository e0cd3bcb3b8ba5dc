package dev.muninn.kernels.training;

import static dev.muninn.kernels.training.Slopes.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every backward kernel is the slope of its forward kernel; documents end where they should. */
class ScalarTrainingKernelsTest {
    private static final int AT = 5; // where parameters begin in their array
    private static final int SEQUENCES = 2;
    private static final int LENGTH = 7;
    private static final int ROWS = SEQUENCES * LENGTH;
    private static final int HEADS = 3;
    private static final int HEAD_WIDTH = 6;
    private static final int WIDTH = HEADS * HEAD_WIDTH;

    /** Sequence 0 is documents of 3 and 4 rows, sequence 1 of 1, 5 and 1. */
    private static final int[] DOCUMENTS = {0, 0, 0, 3, 3, 3, 3, 7, 8, 8, 8, 8, 8, 13};

    private final TrainingKernels kernels = new ScalarTrainingKernels();

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 17})
    void rmsNorm(int width) {
        float[] x = normal(3 * width, 1);
        float[] gain = normal(AT + width, 2);
        float[] dy = normal(3 * width, 3);
        float[] y = new float[x.length];
        float[] inverse = new float[3];
        kernels.rmsNorm(y, inverse, x, gain, AT, 3, width, 0.1f);
        float[] dx = new float[x.length];
        float[] dGain = new float[gain.length];
        kernels.rmsNormBackward(dx, false, dGain, AT, dy, x, inverse, gain, AT, 3, width);
        Slopes.check("dx", dx, x, dy, () -> {
            kernels.rmsNorm(y, new float[3], x, gain, AT, 3, width, 0.1f);
            return y;
        });
        Slopes.check("dGain", dGain, gain, dy, () -> {
            kernels.rmsNorm(y, new float[3], x, gain, AT, 3, width, 0.1f);
            return y;
        });
        float[] added = new float[x.length];
        Arrays.fill(added, 1f);
        kernels.rmsNormBackward(added, true, dGain, AT, dy, x, inverse, gain, AT, 3, width);
        float[] inPlace = dy.clone();
        kernels.rmsNormBackward(inPlace, false, dGain, AT, inPlace, x, inverse, gain, AT, 3, width);
        assertThat(inPlace).isEqualTo(dx);
        for (int i = 0; i < dx.length; i++) {
            assertThat(added[i]).isCloseTo(dx[i] + 1, within(1e-6f));
        }
    }

    @Test
    void addRmsNormIsBoth() {
        float[] x = normal(15, 1);
        float[] r = normal(15, 2);
        float[] gain = normal(5, 3);
        float[] y = new float[15];
        float[] sum = new float[15];
        float[] inverse = new float[3];
        kernels.addRmsNorm(y, sum, inverse, x, r, gain, 0, 3, 5, 1e-6f);
        float[] wanted = new float[15];
        float[] wantedInverse = new float[3];
        kernels.rmsNorm(wanted, wantedInverse, sum, gain, 0, 3, 5, 1e-6f);
        assertThat(sum[7]).isEqualTo(x[7] + r[7]);
        assertThat(y).isEqualTo(wanted);
        assertThat(inverse).isEqualTo(wantedInverse);
    }

    @Test
    void swiGlu() {
        float[] gateUp = normal(3 * 2 * 7, 1);
        float[] dOut = normal(3 * 7, 2);
        float[] out = new float[3 * 7];
        float[] dGateUp = gateUp.clone();
        kernels.swiGluBackward(dGateUp, dOut, dGateUp, 3, 7);
        Slopes.check("dGateUp", dGateUp, gateUp, dOut, () -> {
            kernels.swiGlu(out, gateUp, 3, 7);
            return out;
        });
    }

    private static Angles angles(boolean adjacent) {
        float[] cos = new float[LENGTH * HEAD_WIDTH / 2];
        float[] sin = new float[cos.length];
        float[] angles = normal(cos.length, 1);
        for (int i = 0; i < angles.length; i++) {
            cos[i] = 1.3f * (float) Math.cos(angles[i]); // an amplitude, as YaRN has
            sin[i] = 1.3f * (float) Math.sin(angles[i]);
        }
        return new Angles(adjacent, HEAD_WIDTH, cos, sin);
    }

    /** Three query heads, two key heads and a column that stays as it is; biases of several widths. */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 30", "false, 0", "false, 24", "false, 31"})
    void rotation(boolean adjacent, int biasCount) {
        int heads = 5;
        int stride = heads * HEAD_WIDTH + 1;
        Angles angles = angles(adjacent);
        float[] x = normal(ROWS * stride, 2);
        float[] bias = normal(AT + biasCount, 3);
        float[] dOut = normal(x.length, 4);
        float[] d = dOut.clone();
        float[] dBias = new float[bias.length];
        kernels.rotateBackward(d, stride, heads, angles, dBias, AT, biasCount, SEQUENCES, LENGTH);
        Supplier<float[]> forward = () -> {
            float[] rotated = x.clone();
            kernels.rotate(rotated, stride, heads, angles, bias, AT, biasCount, SEQUENCES, LENGTH);
            return rotated;
        };
        Slopes.check("dx", d, x, dOut, forward);
        Slopes.check("dBias", dBias, bias, dOut, forward);
        float[] rotated = forward.get();
        assertThat(rotated[stride - 1]).isEqualTo(biasCount == 31 ? x[stride - 1] + bias[AT + 30] : x[stride - 1]);
        assertThat(rotated[0]).isNotEqualTo(x[0]);
    }

    /** By hand, a quarter turn: (1, 2, 3, 4) as pairs (1, 2), (3, 4) or (1, 3), (2, 4). */
    @ParameterizedTest
    @CsvSource({"true, -2, 1, -4, 3", "false, -3, -4, 1, 2"})
    void pairsAreNeighboursOrHalves(boolean adjacent, float a, float b, float c, float d) {
        float[] x = {1, 2, 3, 4};
        Angles quarter = new Angles(adjacent, 4, new float[] {0, 0}, new float[] {1, 1});
        kernels.rotate(x, 4, 1, quarter, x, 0, 0, 1, 1);
        assertThat(x).containsExactly(a, b, c, d);
    }

    @Test
    void headNorm() {
        int heads = 2;
        int headWidth = 5;
        int stride = 14;
        int at = 3;
        float[] x = normal(4 * stride, 1);
        float[] gain = normal(AT + headWidth, 2);
        float[] dy = normal(x.length, 3);
        float[] inverse = new float[4 * heads];
        Supplier<float[]> forward = () -> {
            float[] y = x.clone();
            kernels.headNorm(y, inverse, x, stride, at, heads, headWidth, gain, AT, 4, 0.1f);
            return y;
        };
        forward.get();
        float[] d = dy.clone();
        float[] dGain = new float[gain.length];
        kernels.headNormBackward(d, dGain, AT, x, inverse, stride, at, heads, headWidth, gain, AT, 4);
        Slopes.check("dx", d, x, dy, forward);
        Slopes.check("dGain", dGain, gain, dy, forward);
        assertThat(d[2]).isEqualTo(dy[2]);
        assertThat(d[13]).isEqualTo(dy[13]);
    }

    @Test
    void biasesAndSums() {
        float[] x = normal(3 * 7, 1);
        float[] bias = normal(AT + 7, 2);
        float[] dy = normal(x.length, 3);
        float[] dBias = new float[bias.length];
        kernels.addBiasBackward(dBias, AT, dy, 7, 3, 7);
        Slopes.check("dBias", dBias, bias, dy, () -> {
            float[] y = x.clone();
            kernels.addBias(y, 7, bias, AT, 3, 7);
            return y;
        });
        float[] sum = new float[x.length];
        kernels.add(sum, x, dy, x.length);
        assertThat(sum[20]).isEqualTo(x[20] + dy[20]);
        float[] y = {1, 2, 3, 4, 5, 6};
        kernels.addColumns(y, 3, 1, new float[] {10, 20, 30, 40}, 0.5f, 2, 2);
        assertThat(y).containsExactly(1, 7, 13, 4, 20, 26);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "4, 2", "3, 1", "6, 3"})
    void attention(int queries, int keys) {
        Heads heads = new Heads(queries, keys, HEAD_WIDTH);
        float[] qkv = normal(ROWS * heads.qkvWidth(), 1);
        float[] dOut = normal(ROWS * heads.outWidth(), 2);
        float[] out = new float[ROWS * heads.outWidth()];
        float[] logSum = new float[ROWS * queries];
        kernels.attention(out, logSum, qkv, DOCUMENTS, SEQUENCES, LENGTH, heads);
        float[] dQkv = new float[qkv.length];
        kernels.attentionBackward(dQkv, dOut, out, logSum, qkv, DOCUMENTS, SEQUENCES, LENGTH, heads);
        float[] again = new float[out.length];
        Slopes.check("dQkv", dQkv, qkv, dOut, () -> {
            kernels.attention(again, new float[ROWS * queries], qkv, DOCUMENTS, SEQUENCES, LENGTH, heads);
            return again;
        });
    }

    /** Four query heads over two key heads are four of four, where the two keys and values stand twice. */
    @Test
    void queriesShareKeysInOrder() {
        Heads grouped = new Heads(4, 2, 3);
        Heads apart = new Heads(4, 4, 3);
        float[] qkv = normal(ROWS * grouped.qkvWidth(), 1);
        float[] repeated = new float[ROWS * apart.qkvWidth()];
        for (int m = 0; m < ROWS; m++) {
            for (int h = 0; h < 4; h++) {
                int from = m * grouped.qkvWidth();
                int to = m * apart.qkvWidth() + h * 3;
                System.arraycopy(qkv, from + h * 3, repeated, to, 3);
                System.arraycopy(qkv, from + grouped.keyAt() + h / 2 * 3, repeated, to + apart.keyAt(), 3);
                System.arraycopy(qkv, from + grouped.valueAt() + h / 2 * 3, repeated, to + apart.valueAt(), 3);
            }
        }
        float[] out = new float[ROWS * 12];
        float[] wanted = new float[ROWS * 12];
        kernels.attention(out, new float[ROWS * 4], qkv, DOCUMENTS, SEQUENCES, LENGTH, grouped);
        kernels.attention(wanted, new float[ROWS * 4], repeated, DOCUMENTS, SEQUENCES, LENGTH, apart);
        assertThat(out).isEqualTo(wanted);
    }

    @Test
    void attentionSeesItsDocumentUpToItself() {
        float[] qkv = normal(ROWS * 3 * WIDTH, 1);
        float[] out = attended(qkv);
        for (int i = 0; i < 3 * WIDTH; i++) {
            qkv[9 * 3 * WIDTH + i] += 1; // row 9, the second of the document of rows 8 to 12
        }
        float[] changed = attended(qkv);
        for (int m = 0; m < ROWS; m++) {
            float[] row = Arrays.copyOfRange(out, m * WIDTH, (m + 1) * WIDTH);
            float[] changedRow = Arrays.copyOfRange(changed, m * WIDTH, (m + 1) * WIDTH);
            assertThat(Arrays.equals(row, changedRow)).as("row %d", m).isEqualTo(m < 9 || m > 12);
        }
    }

    private float[] attended(float[] qkv) {
        float[] out = new float[ROWS * WIDTH];
        kernels.attention(
                out, new float[ROWS * HEADS], qkv, DOCUMENTS, SEQUENCES, LENGTH, new Heads(HEADS, HEADS, HEAD_WIDTH));
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 8})
    void convolution(int taps) {
        int width = 5;
        float[] x = normal(ROWS * width, 1);
        float[] weights = normal(AT + taps * width, 2);
        float[] dy = normal(ROWS * width, 3);
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        float[] dTaps = new float[weights.length];
        kernels.shortConvolutionBackward(dx, dTaps, AT, dy, x, weights, AT, taps, DOCUMENTS, ROWS, width);
        Slopes.check("dx", dx, x, dy, () -> {
            kernels.shortConvolution(y, x, weights, AT, taps, DOCUMENTS, ROWS, width);
            return y;
        });
        Slopes.check("dTaps", dTaps, weights, dy, () -> {
            kernels.shortConvolution(y, x, weights, AT, taps, DOCUMENTS, ROWS, width);
            return y;
        });
    }

    /** By hand: tap 0 is the row itself, tap 1 the one before, none from another document; the row is added. */
    @Test
    void convolutionStopsAtDocuments() {
        float[] y = new float[4];
        kernels.shortConvolution(
                y, new float[] {1, 2, 3, 4}, new float[] {10, 100}, 0, 2, new int[] {0, 0, 2, 2}, 4, 1);
        assertThat(y).containsExactly(1 + 10, 2 + 20 + 100, 3 + 30, 4 + 40 + 300);
    }

    @Test
    void crossEntropy() {
        int vocab = 11;
        int[] targets = {3, -100, 10, 0};
        float[] weights = {0.5f, 0, 0.25f, 2};
        float[] logits = normal(4 * vocab, 1);
        float[] gradient = logits.clone();
        kernels.crossEntropy(gradient, new float[4], new boolean[4], targets, weights, 4, vocab);
        Slopes.check("dLogits", gradient, logits, weights, () -> {
            float[] losses = new float[4];
            kernels.crossEntropy(logits.clone(), losses, new boolean[4], targets, weights, 4, vocab);
            return losses;
        });
        assertThat(Arrays.copyOfRange(gradient, vocab, 2 * vocab)).containsOnly(0f);
    }

    @Test
    void crossEntropyTellsHitsAndLosses() {
        float[] losses = new float[3];
        boolean[] correct = new boolean[3];
        float[] logits = {0, 0, 1000, 1000, -5, 5};
        kernels.crossEntropy(logits, losses, correct, new int[] {0, 1, 1}, new float[] {1, 1, 1}, 3, 2);
        assertThat(correct).containsExactly(true, false, true); // of equal logits the first is the largest
        assertThat(losses[0]).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(losses[1]).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(losses[2]).isCloseTo((float) Math.log1p(Math.exp(-10)), within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 11, 17})
    void divergence(int vocab) {
        float[] weights = {0.5f, 0, 2};
        float[] logits = normal(3 * vocab, 1);
        float[] teacher = normal(3 * vocab, 2);
        float[] gradient = teacher.clone();
        float[] found = new float[3];
        kernels.divergence(gradient, found, logits, weights, 3, vocab);
        Slopes.check("dLogits", gradient, logits, weights, () -> {
            float[] losses = new float[3];
            kernels.divergence(teacher.clone(), losses, logits, weights, 3, vocab);
            return losses;
        });
        assertThat(found[0]).isPositive();
        assertThat(found[1]).isZero();
        kernels.divergence(logits.clone(), found, logits, weights, 3, vocab);
        assertThat(found[2]).isCloseTo(0f, within(1e-6f));
    }

    /** By hand: a teacher of (3/4, 1/4) against (1/2, 1/2). */
    @Test
    void divergenceIsTheTeachersFirst() {
        float[] found = new float[1];
        kernels.divergence(new float[] {(float) Math.log(3), 0}, found, new float[2], new float[] {1}, 1, 2);
        double wanted = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
        assertThat(found[0]).isCloseTo((float) wanted, within(1e-6f));
    }
}
