package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.TestData.assertClose;
import static dev.muninn.kernels.vector.TestData.randn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.Angles;
import dev.muninn.kernels.training.Heads;
import dev.muninn.kernels.training.ScalarTrainingKernels;
import dev.muninn.kernels.training.TrainingKernelProvider;
import dev.muninn.kernels.training.TrainingKernels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method against the scalar reference, at awkward sizes. */
class TrainingKernelsTest {
    private static final int AT = 3;
    private static final float EPS = 1e-6f;

    private final TrainingKernels vector = TrainingKernelProvider.best().open();
    private final TrainingKernels scalar = new ScalarTrainingKernels();

    @Test
    void theBestIsTheVectorProvider() {
        assertThat(vector.name()).isEqualTo("vector");
        assertThat(TrainingKernelProvider.best().description()).contains("-bit vectors");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,64", "3,17", "7,33", "5,100", "4,129"})
    void norms(int rows, int width) {
        float[] x = randn(rows * width, 1);
        float[] r = randn(rows * width, 2);
        float[] gain = randn(AT + width, 3);
        float[][] found = {new float[rows * width], new float[rows * width], new float[rows]};
        float[][] wanted = {new float[rows * width], new float[rows * width], new float[rows]};
        vector.rmsNorm(found[0], found[2], x, gain, AT, rows, width, EPS);
        scalar.rmsNorm(wanted[0], wanted[2], x, gain, AT, rows, width, EPS);
        assertClose(found[0], wanted[0], 1e-5f, "y");
        assertClose(found[2], wanted[2], 1e-5f, "inverse");
        vector.addRmsNorm(found[0], found[1], found[2], x, r, gain, AT, rows, width, EPS);
        scalar.addRmsNorm(wanted[0], wanted[1], wanted[2], x, r, gain, AT, rows, width, EPS);
        assertClose(found[0], wanted[0], 1e-5f, "y");
        assertClose(found[1], wanted[1], 0f, "sum");
        assertClose(found[2], wanted[2], 1e-5f, "inverse");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,64", "3,17", "7,33", "5,100", "4,129"})
    void normBackward(int rows, int width) {
        float[] x = randn(rows * width, 1);
        float[] gain = randn(AT + width, 3);
        float[] inverse = new float[rows];
        scalar.rmsNorm(new float[rows * width], inverse, x, gain, AT, rows, width, EPS);
        for (boolean add : new boolean[] {false, true}) {
            float[] dy = randn(rows * width, 4);
            float[] dGain = randn(AT + width, 5);
            float[] wantedGain = dGain.clone();
            float[] dx = randn(rows * width, 6);
            float[] wanted = dx.clone();
            scalar.rmsNormBackward(wanted, add, wantedGain, AT, dy, x, inverse, gain, AT, rows, width);
            vector.rmsNormBackward(dx, add, dGain, AT, dy, x, inverse, gain, AT, rows, width);
            assertClose(dx, wanted, 3e-4f, "dx, add " + add); // with one column 1/rms may be large
            assertClose(dGain, wantedGain, 1e-4f, "dGain");
        }
        float[] dy = randn(rows * width, 4);
        float[] wanted = new float[rows * width];
        scalar.rmsNormBackward(wanted, false, gain.clone(), AT, dy, x, inverse, gain, AT, rows, width);
        vector.rmsNormBackward(dy, false, gain.clone(), AT, dy, x, inverse, gain, AT, rows, width);
        assertClose(dy, wanted, 3e-4f, "dx in place of dy");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,16", "3,17", "7,33", "2,171"})
    void gates(int rows, int width) {
        float[] gateUp = randn(2 * rows * width, 1);
        gateUp[0] = -200f; // e^200 is no float
        float[] dOut = randn(rows * width, 2);
        float[] found = new float[rows * width];
        float[] wanted = new float[rows * width];
        vector.swiGlu(found, gateUp, rows, width);
        scalar.swiGlu(wanted, gateUp, rows, width);
        assertClose(found, wanted, 1e-5f, "out");
        float[] dWanted = new float[2 * rows * width];
        scalar.swiGluBackward(dWanted, dOut, gateUp, rows, width);
        float[] dFound = new float[2 * rows * width];
        vector.swiGluBackward(dFound, dOut, gateUp, rows, width);
        assertClose(dFound, dWanted, 2e-5f, "dGateUp");
        vector.swiGluBackward(gateUp, dOut, gateUp, rows, width);
        assertClose(gateUp, dWanted, 2e-5f, "dGateUp in place");
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,2,0", "2,5,3,6,3", "2,3,2,32,64", "1,7,5,10,0", "3,4,2,24,30", "1,3,3,64,192", "2,2,1,80,81"})
    void rotation(int sequences, int length, int heads, int headWidth, int biasCount) {
        int stride = heads * headWidth + 5;
        int rows = sequences * length;
        float[] cos = randn(length * headWidth / 2, 1);
        float[] sin = randn(length * headWidth / 2, 2);
        for (boolean adjacent : new boolean[] {true, false}) {
            Angles angles = new Angles(adjacent, headWidth, cos, sin);
            float[] bias = randn(AT + biasCount, 3);
            float[] found = randn(rows * stride, 4);
            float[] wanted = found.clone();
            vector.rotate(found, stride, heads, angles, bias, AT, biasCount, sequences, length);
            scalar.rotate(wanted, stride, heads, angles, bias, AT, biasCount, sequences, length);
            assertClose(found, wanted, 1e-5f, "x");
            float[] wantedBias = bias.clone();
            vector.rotateBackward(found, stride, heads, angles, bias, AT, biasCount, sequences, length);
            scalar.rotateBackward(wanted, stride, heads, angles, wantedBias, AT, biasCount, sequences, length);
            assertClose(found, wanted, 1e-4f, "d");
            assertClose(bias, wantedBias, 1e-4f, "dBias");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,2", "3,2,6", "5,3,16", "2,4,33", "3,1,128"})
    void headNorms(int rows, int heads, int headWidth) {
        int at = 7;
        int stride = at + heads * headWidth + 3;
        float[] x = randn(rows * stride, 1);
        float[] gain = randn(AT + headWidth, 2);
        float[] found = randn(rows * stride, 3);
        float[] wanted = found.clone();
        float[] inverse = new float[rows * heads];
        float[] wantedInverse = new float[rows * heads];
        vector.headNorm(found, inverse, x, stride, at, heads, headWidth, gain, AT, rows, EPS);
        scalar.headNorm(wanted, wantedInverse, x, stride, at, heads, headWidth, gain, AT, rows, EPS);
        assertClose(found, wanted, 1e-5f, "y");
        assertClose(inverse, wantedInverse, 1e-5f, "inverse");
        float[] d = randn(rows * stride, 4);
        float[] wantedD = d.clone();
        float[] dGain = randn(AT + headWidth, 5);
        float[] wantedGain = dGain.clone();
        vector.headNormBackward(d, dGain, AT, x, wantedInverse, stride, at, heads, headWidth, gain, AT, rows);
        scalar.headNormBackward(
                wantedD, wantedGain, AT, x, wantedInverse, stride, at, heads, headWidth, gain, AT, rows);
        assertClose(d, wantedD, 3e-4f, "d");
        assertClose(dGain, wantedGain, 1e-4f, "dGain");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "4,64", "2,33"})
    void sums(int rows, int width) {
        float[] x = randn(rows * width, 1);
        float[] r = randn(rows * width, 2);
        float[] bias = randn(AT + width, 3);
        float[] found = new float[rows * width];
        float[] wanted = new float[rows * width];
        vector.add(found, x, r, rows * width);
        scalar.add(wanted, x, r, rows * width);
        assertClose(found, wanted, 0f, "sum");
        vector.addBias(found, width, bias, AT, rows, width);
        scalar.addBias(wanted, width, bias, AT, rows, width);
        assertClose(found, wanted, 0f, "biased");
        float[] wantedBias = bias.clone();
        vector.addBiasBackward(bias, AT, x, width, rows, width);
        scalar.addBiasBackward(wantedBias, AT, x, width, rows, width);
        assertClose(bias, wantedBias, 1e-5f, "dBias");
        float[] y = randn(rows * (width + 5), 4);
        float[] wantedY = y.clone();
        vector.addColumns(y, width + 5, 3, x, 0.7f, rows, width);
        scalar.addColumns(wantedY, width + 5, 3, x, 0.7f, rows, width);
        assertClose(y, wantedY, 1e-6f, "columns");
    }

    /** Documents of random lengths, none across two sequences. */
    private static int[] documents(int sequences, int length, int longest, long seed) {
        Random random = new Random(seed);
        int[] start = new int[sequences * length];
        for (int m = 0, first = 0, left = 0; m < start.length; m++, left--) {
            if (left == 0 || m % length == 0) {
                first = m;
                left = 1 + random.nextInt(longest);
            }
            start[m] = first;
        }
        return start;
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1,1,2,1",
        "2,3,2,2,6,9",
        "2,7,3,1,32,3",
        "1,64,2,2,16,99",
        "1,65,1,1,24,65",
        "2,100,4,2,32,40",
        "1,130,1,1,64,999",
        "1,150,3,1,80,70",
        "1,97,6,3,10,5",
        "1,300,1,1,40,120",
        "2,256,2,1,32,9999"
    })
    void attention(int sequences, int length, int queries, int keys, int headWidth, int longest) {
        Heads heads = new Heads(queries, keys, headWidth);
        int rows = sequences * length;
        int[] start = documents(sequences, length, longest, 7);
        attention(heads, start, sequences, length);
        for (int m = 0; m < rows; m++) {
            start[m] = Math.max(start[m], m - 4); // a sliding window of five
        }
        attention(heads, start, sequences, length);
    }

    private void attention(Heads heads, int[] start, int sequences, int length) {
        int rows = sequences * length;
        float[] qkv = randn(rows * heads.qkvWidth(), 1);
        float[] dOut = randn(rows * heads.outWidth(), 2);
        float[] out = randn(rows * heads.outWidth(), 3);
        float[] wantedOut = new float[rows * heads.outWidth()];
        float[] logSum = new float[rows * heads.queries()];
        float[] wantedSum = new float[rows * heads.queries()];
        vector.attention(out, logSum, qkv, start, sequences, length, heads);
        scalar.attention(wantedOut, wantedSum, qkv, start, sequences, length, heads);
        assertClose(out, wantedOut, 1e-5f, "out");
        assertClose(logSum, wantedSum, 1e-5f, "logSum");
        float[] dQkv = randn(rows * heads.qkvWidth(), 4);
        float[] wanted = new float[rows * heads.qkvWidth()];
        vector.attentionBackward(dQkv, dOut, wantedOut, wantedSum, qkv, start, sequences, length, heads);
        scalar.attentionBackward(wanted, dOut, wantedOut, wantedSum, qkv, start, sequences, length, heads);
        assertClose(dQkv, wanted, 5e-5f, "dQkv");
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "9,17,3,4", "20,64,4,6", "33,33,4,100", "40,100,2,2", "12,16,20,30"})
    void convolution(int rows, int width, int count, int longest) {
        int[] documentStart = documents(1, rows, longest, 5);
        float[] x = randn(rows * width, 1);
        float[] taps = randn(AT + count * width, 2);
        float[] dy = randn(rows * width, 3);
        float[] found = new float[rows * width];
        float[] wanted = new float[rows * width];
        vector.shortConvolution(found, x, taps, AT, count, documentStart, rows, width);
        scalar.shortConvolution(wanted, x, taps, AT, count, documentStart, rows, width);
        assertClose(found, wanted, 2e-5f, "y");
        float[] dTaps = randn(AT + count * width, 4);
        float[] wantedTaps = dTaps.clone();
        vector.shortConvolutionBackward(found, dTaps, AT, dy, x, taps, AT, count, documentStart, rows, width);
        scalar.shortConvolutionBackward(wanted, wantedTaps, AT, dy, x, taps, AT, count, documentStart, rows, width);
        assertClose(found, wanted, 2e-5f, "dx");
        assertClose(dTaps, wantedTaps, 2e-5f, "dTaps");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 31, 101, 256, 1000})
    void crossEntropy(int vocab) {
        int rows = 40;
        Random random = new Random(1);
        float[] logits = randn(rows * vocab, 2);
        int[] targets = random.ints(rows, 0, vocab).toArray();
        float[] weight = randn(rows, 3);
        for (int m = 0; m < rows; m++) {
            int at = m * vocab;
            switch (m % 4) {
                case 0 -> logits[at + targets[m]] = 9; // right
                case 1 -> weight[m] = 0;
                case 2 -> Arrays.fill(logits, at, at + vocab, 88f); // the lowest index wins
                default -> {}
            }
        }
        targets[2] = 0;
        targets[6] = 1;
        float[] wanted = logits.clone();
        float[] losses = new float[rows];
        float[] wantedLosses = new float[rows];
        boolean[] correct = new boolean[rows];
        boolean[] wantedCorrect = new boolean[rows];
        vector.crossEntropy(logits, losses, correct, targets, weight, rows, vocab);
        scalar.crossEntropy(wanted, wantedLosses, wantedCorrect, targets, weight, rows, vocab);
        assertClose(logits, wanted, 2e-6f, "gradient");
        assertClose(losses, wantedLosses, 1e-5f, "losses");
        assertThat(correct).containsExactly(wantedCorrect);
        assertThat(correct[0]).isTrue();
        assertThat(correct[2]).isTrue();
        assertThat(correct[6]).isFalse();
    }

    @Test
    void aTargetOutsideTheVocabularyIsAComplaintWhereItCounts() {
        float[] losses = new float[1];
        boolean[] correct = new boolean[1];
        vector.crossEntropy(new float[4], losses, correct, new int[] {-1}, new float[] {0}, 1, 4);
        assertThat(correct[0]).isFalse();
        assertThatThrownBy(
                        () -> vector.crossEntropy(new float[4], losses, correct, new int[] {4}, new float[] {1}, 1, 4))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("a target token is 4, the vocabulary has 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16, 31, 101, 1000})
    void divergence(int vocab) {
        int rows = 12;
        float[] logits = randn(rows * vocab, 1);
        float[] teacher = randn(rows * vocab, 2);
        System.arraycopy(logits, 0, teacher, 0, vocab); // equal to the teacher's
        logits[vocab] = 80f; // nearly certain
        float[] weight = randn(rows, 3);
        weight[3] = 0;
        float[] wanted = teacher.clone();
        float[] losses = new float[rows];
        float[] wantedLosses = new float[rows];
        vector.divergence(teacher, losses, logits, weight, rows, vocab);
        scalar.divergence(wanted, wantedLosses, logits, weight, rows, vocab);
        assertClose(teacher, wanted, 2e-6f, "gradient");
        assertClose(losses, wantedLosses, 1e-5f, "losses");
    }
}
