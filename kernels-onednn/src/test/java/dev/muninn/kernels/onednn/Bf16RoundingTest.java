package dev.muninn.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.tensor.Bf16;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bf16RoundingTest {
    @Test
    void isTheNearestEvenOneWhateverComputesIt() {
        float[] values = new float[1003];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            // any bits; every third one exactly between two neighbours
            values[i] = Float.intBitsToFloat(i % 3 == 0 ? random.nextInt() << 16 | 0x8000 : random.nextInt());
        }
        values[10] = Float.NaN;
        values[11] = Float.intBitsToFloat(0x7F800001); // a NaN whose upper half alone would be infinity
        values[12] = Float.NEGATIVE_INFINITY;
        values[13] = Float.MAX_VALUE;
        values[14] = -0f;
        values[15] = Float.MIN_VALUE;
        short[] fast = new short[1000];
        new VectorRounding().round(values, 3, fast, 1000);
        short[] slow = new short[1000];
        Bf16Rounding.oneByOne(values, 3, slow, 1000);

        assertThat(fast).isEqualTo(slow);
        for (int i = 0; i < 1000; i++) {
            float value = values[3 + i];
            if (Float.isFinite(value) && Math.abs(value) < 3e38) {
                assertThat(Bf16.toFloat(fast[i])).isEqualTo(Problem.nearestBf16(value));
            } else if (Float.isNaN(value)) {
                assertThat(Bf16.toFloat(fast[i])).isNaN();
            }
        }
    }
}
