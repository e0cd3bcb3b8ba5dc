package dev.muninn.kernels.training;

import static dev.muninn.kernels.training.Slopes.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        kernels.rmsNormBackward(dx, false, dGain, dy, x, inverse, gain, AT, 3, width);
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
        kernels.rmsNormBackward(added, true, dGain, dy, x, inverse, gain, AT, 3, width);
        float[] inPlace = dy.clone();
        kernels.rmsNormBackward(inPlace, false, dGain, inPlace, x, inverse, gain, AT, 3, width);
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

    @Test
    void rotation() {
        float[] angles = normal(LENGTH * HEAD_WIDTH / 2, 1);
        float[] cos = new float[angles.length];
        float[] sin = new float[angles.length];
        for (int i = 0; i < angles.length; i++) {
            cos[i] = (float) Math.cos(angles[i]);
            sin[i] = (float) Math.sin(angles[i]);
        }
        float[] qkv = normal(ROWS * 3 * WIDTH, 2);
        float[] bias = normal(AT + 2 * WIDTH, 3);
        float[] dOut = normal(qkv.length, 4);
        float[] dQkv = dOut.clone();
        float[] dBias = new float[bias.length];
        kernels.rotateBackward(dQkv, dBias, AT, cos, sin, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
        Slopes.check("dQkv", dQkv, qkv, dOut, () -> rotated(qkv, bias, AT, cos, sin));
        Slopes.check("dBias", dBias, bias, dOut, () -> rotated(qkv, bias, AT, cos, sin));

        float[] withoutBias = dOut.clone();
        kernels.rotateBackward(withoutBias, new float[0], -1, cos, sin, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
        assertThat(withoutBias).isEqualTo(dQkv);
        assertThat(rotated(qkv, bias, -1, cos, sin)).isEqualTo(rotated(qkv, new float[AT + 2 * WIDTH], AT, cos, sin));
    }

    private float[] rotated(float[] qkv, float[] bias, int biasAt, float[] cos, float[] sin) {
        float[] rotated = qkv.clone();
        kernels.rotate(rotated, bias, biasAt, cos, sin, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
        return rotated;
    }

    @Test
    void attention() {
        float[] qkv = normal(ROWS * 3 * WIDTH, 1);
        float[] dOut = normal(ROWS * WIDTH, 2);
        float[] out = new float[ROWS * WIDTH];
        float[] logSum = new float[ROWS * HEADS];
        kernels.attention(out, logSum, qkv, DOCUMENTS, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
        float[] dQkv = new float[qkv.length];
        kernels.attentionBackward(dQkv, dOut, out, logSum, qkv, DOCUMENTS, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
        float[] again = new float[out.length];
        Slopes.check("dQkv", dQkv, qkv, dOut, () -> {
            kernels.attention(again, new float[ROWS * HEADS], qkv, DOCUMENTS, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
            return again;
        });
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
        kernels.attention(out, new float[ROWS * HEADS], qkv, DOCUMENTS, SEQUENCES, LENGTH, HEADS, HEAD_WIDTH);
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
        kernels.shortConvolutionBackward(dx, dTaps, dy, x, weights, AT, taps, DOCUMENTS, ROWS, width);
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
}
