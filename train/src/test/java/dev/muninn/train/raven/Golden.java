package dev.muninn.train.raven;

import dev.muninn.train.batch.Batch;
import dev.muninn.weights.SafetensorsFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;

/** The tiny Huginn checkpoint with gradients of the reference implementation, labels beside the tokens and not shifted. */
final class Golden {
    static final Path HUGINN = directory();

    private Golden() {}

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/goldens/huginn-tiny"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static float[] floats(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(HUGINN.resolve("gradients.safetensors"), arena);
            return file.bytes(Objects.requireNonNull(file.tensors().get(name), name))
                    .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static int[] ints(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(HUGINN.resolve("gradients.safetensors"), arena);
            long[] longs = file.bytes(Objects.requireNonNull(file.tensors().get(name), name))
                    .toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
            return LongStream.of(longs).mapToInt(Math::toIntExact).toArray();
        }
    }

    /** Two sequences of 23 tokens; a label of -100 does not count. */
    static Batch batch() {
        int[] labels = ints("labels");
        float[] weights = new float[labels.length];
        int[] starts = new int[labels.length];
        for (int m = 0; m < labels.length; m++) {
            weights[m] = labels[m] < 0 ? 0 : 1;
            starts[m] = m / 23 * 23;
        }
        return new Batch(2, 23, ints("input_ids"), labels, weights, starts);
    }
}
