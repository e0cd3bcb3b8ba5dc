package dev.muninn.gguf;

import dev.muninn.tensor.Bf16;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian floats in bytes. */
final class FloatRows {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private FloatRows() {}

    static void readF32(byte[] row, float[] out, int at, int cols) {
        for (int i = 0; i < cols; i++) {
            out[at + i] = (float) FLOAT.get(row, 4 * i);
        }
    }

    static void readF16(byte[] row, float[] out, int at, int cols) {
        for (int i = 0; i < cols; i++) {
            out[at + i] = half(row, 2 * i);
        }
    }

    static void readBf16(byte[] row, float[] out, int at, int cols) {
        for (int i = 0; i < cols; i++) {
            out[at + i] = Bf16.toFloat((short) SHORT.get(row, 2 * i));
        }
    }

    /** The f16 at {@code bytes[at]}. */
    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) SHORT.get(bytes, at));
    }
}
