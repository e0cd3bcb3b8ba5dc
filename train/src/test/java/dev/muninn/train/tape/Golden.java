package dev.muninn.train.tape;

import dev.muninn.train.batch.Batch;
import dev.muninn.weights.SafetensorsFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;

/** A tiny checkpoint with gradients that a reference implementation computed. */
record Golden(Path directory) {
    static Golden of(String name) {
        try {
            return new Golden(Path.of(Objects.requireNonNull(Golden.class.getResource("/goldens/" + name), name)
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    float[] gradients(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile file = SafetensorsFile.open(directory.resolve("gradients.safetensors"), arena);
            return file.bytes(Objects.requireNonNull(file.tensors().get(name), name))
                    .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private int[] ints(String file, String name) {
        try (Arena arena = Arena.ofConfined()) {
            SafetensorsFile tensors = SafetensorsFile.open(directory.resolve(file), arena);
            long[] longs = tensors.bytes(
                            Objects.requireNonNull(tensors.tensors().get(name), name))
                    .toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
            return LongStream.of(longs).mapToInt(Math::toIntExact).toArray();
        }
    }

    /** Two sequences; every token's target is the next, the last has none. */
    Batch nextToken() {
        int[] ids = ints("forward.safetensors", "input_ids");
        int length = ids.length / 2;
        int[] targets = new int[ids.length];
        float[] weights = new float[ids.length];
        int[] starts = new int[ids.length];
        for (int m = 0; m < ids.length; m++) {
            boolean last = m % length == length - 1;
            targets[m] = last ? -100 : ids[m + 1];
            weights[m] = last ? 0 : 1;
            starts[m] = m / length * length;
        }
        return new Batch(2, length, ids, targets, weights, starts);
    }

    /** Huginn's: two sequences of 23 tokens, labels beside the tokens and not shifted; a label of -100 does not count. */
    Batch labelled() {
        int[] labels = ints("gradients.safetensors", "labels");
        float[] weights = new float[labels.length];
        int[] starts = new int[labels.length];
        for (int m = 0; m < labels.length; m++) {
            weights[m] = labels[m] < 0 ? 0 : 1;
            starts[m] = m / 23 * 23;
        }
        return new Batch(2, 23, ints("gradients.safetensors", "input_ids"), labels, weights, starts);
    }
}
