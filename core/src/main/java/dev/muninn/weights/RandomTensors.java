package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Role;
import dev.muninn.family.Families;
import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.util.Arrays;

/**
 * Tensors computed when they are read, of any size without a file: to measure with, not to train from (that is {@link
 * RandomCheckpoint}). Matrices are uniform with the std sqrt(2/(5C)) of a fresh model, representable in bf16; norms are 1, biases
 * 0. Values depend on the tensor's name, the row and nothing else.
 */
public final class RandomTensors implements ParamSource {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Architecture config;
    private final float unit;

    public RandomTensors(Architecture config) {
        this.config = config;
        double std = Math.sqrt(2.0 / (5.0 * config.width()));
        this.unit = (float) (std * Math.sqrt(3) / Short.MAX_VALUE); // uniform on ±1 has a std of 1/sqrt(3)
    }

    @Override
    public MatrixSource matrix(Param param) {
        return new RandomMatrix(
                Families.stored(config, param).getFirst().name(),
                param.shape().rows(),
                param.shape().cols(),
                unit);
    }

    @Override
    public float[] vector(Param param) {
        float[] vector = new float[Math.toIntExact(param.elements())];
        Arrays.fill(vector, param.role() == Role.NORM ? 1f : 0f);
        return vector;
    }

    private record RandomMatrix(String name, int rows, int cols, float unit) implements MatrixSource {
        @Override
        public WeightFormat format() {
            return WeightFormat.BF16;
        }

        /** Four elements from each 64 bits of a SplitMix64 counter (Steele, Lea and Flood 2014). */
        @Override
        public void readRow(int row, float[] out, int at) {
            long counter = mix(name.hashCode() * 0x1_0000_0000L + row);
            for (int i = 0; i < cols; i += 4) {
                counter += GOLDEN;
                long bits = mix(counter);
                for (int j = i; j < Math.min(cols, i + 4); j++) {
                    out[at + j] = Bf16.round((short) bits * unit);
                    bits >>>= 16;
                }
            }
        }

        private static long mix(long z) {
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }
}
