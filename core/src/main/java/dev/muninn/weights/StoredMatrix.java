package dev.muninn.weights;

import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A matrix of a checkpoint, read from the mapping; nothing is copied until a row is asked for. */
sealed interface StoredMatrix extends MatrixSource {
    /** f32, bf16 or f16 elements. */
    record Floats(String name, int rows, int cols, DType dtype, MemorySegment bytes) implements StoredMatrix {
        @Override
        public WeightFormat format() {
            return dtype == DType.BF16 ? WeightFormat.BF16 : WeightFormat.F32;
        }

        @Override
        public void readRow(int row, float[] out, int at) {
            readFloats(bytes, dtype, (long) row * cols, out, at, cols);
        }
    }

    /** 8-bit codes (N, K) and bf16 scales (N, groups). */
    record Int8(String name, int rows, int cols, WeightFormat format, MemorySegment bytes, MemorySegment scaleBytes)
            implements StoredMatrix {
        @Override
        public void readRow(int row, float[] out, int at) {
            byte[] codes = new byte[cols];
            float[] scales = new float[format.scales(cols)];
            readCodes(row, codes, scales);
            dequantize(format, codes, scales, out, at, cols);
        }

        @Override
        public void readCodes(int row, byte[] codes, float[] scales) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, (long) row * cols, codes, 0, cols);
            int groups = format.scales(cols);
            readFloats(scaleBytes, DType.BF16, (long) row * groups, scales, 0, groups);
        }
    }

    /** 4-bit codes in bytes (N, ceil(K/2)), even columns in the low nibbles, and bf16 scales (N, groups). */
    record Int4(String name, int rows, int cols, MemorySegment bytes, MemorySegment scaleBytes)
            implements StoredMatrix {
        @Override
        public WeightFormat format() {
            return WeightFormat.INT4;
        }

        @Override
        public void readRow(int row, float[] out, int at) {
            byte[] codes = new byte[cols];
            float[] scales = new float[WeightFormat.INT4.scales(cols)];
            readCodes(row, codes, scales);
            dequantize(WeightFormat.INT4, codes, scales, out, at, cols);
        }

        @Override
        public void readCodes(int row, byte[] codes, float[] scales) {
            long at = (long) row * ((cols + 1) / 2);
            for (int k = 0; k < cols; k++) {
                byte pair = bytes.get(ValueLayout.JAVA_BYTE, at + k / 2);
                codes[k] = (byte) (k % 2 == 0 ? (byte) (pair << 4) >> 4 : pair >> 4);
            }
            int groups = WeightFormat.INT4.scales(cols);
            readFloats(scaleBytes, DType.BF16, (long) row * groups, scales, 0, groups);
        }
    }

    private static void dequantize(WeightFormat format, byte[] codes, float[] scales, float[] out, int at, int cols) {
        int group = format.group(cols);
        for (int k = 0; k < cols; k++) {
            out[at + k] = codes[k] * scales[k / group];
        }
    }

    /** Reads {@code count} elements, from element {@code first} on, as floats. */
    static void readFloats(MemorySegment bytes, DType dtype, long first, float[] out, int at, int count) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(bytes, SafetensorsFile.FLOAT, first * 4, out, at, count);
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = Bf16.toFloat(bytes.get(SafetensorsFile.SHORT, (first + i) * 2));
                }
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = Float.float16ToFloat(bytes.get(SafetensorsFile.SHORT, (first + i) * 2));
                }
            }
            case F64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw new IllegalArgumentException(dtype.name());
        }
    }
}
