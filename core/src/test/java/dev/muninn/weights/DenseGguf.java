package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Rope;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.gguf.GgufWriter;
import dev.muninn.tensor.MatrixSource;
import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;

/** Dense checkpoints as GGUF in f32, as llama.cpp's converter writes them: rows of q and k of Llama moved, scaled frequencies as a tensor. */
public final class DenseGguf {
    private DenseGguf() {}

    /** All of the model in {@code directory} but its tokenizer. */
    public static GgufWriter of(Path directory) {
        return of(directory, value -> value);
    }

    /** As {@link #of(Path)}, each element of a matrix rounded. */
    public static GgufWriter of(Path directory, DoubleUnaryOperator rounding) {
        try (ModelDirectory files = ModelDirectory.open(directory)) {
            Architecture facts = files.architecture();
            String arch = facts.family().startsWith("qwen") ? facts.family() : "llama";
            GgufWriter writer = metadata(facts, arch);
            for (Stored stored : Families.stored(Layout.of(facts))) {
                float[] values = values(files.checkpoint(), stored);
                for (int i = 0; i < values.length && stored.shape().size() == 2; i++) {
                    values[i] = (float) rounding.applyAsDouble(values[i]);
                }
                String name = GgufNames.of(stored.name());
                if (arch.equals("llama") && GgufNames.isQueryOrKey(name)) {
                    values = moved(values, facts.attention().headWidth(), stored);
                }
                writer.tensor(
                        name, values, stored.shape().stream().mapToLong(n -> n).toArray());
            }
            return writer;
        }
    }

    private static GgufWriter metadata(Architecture facts, String arch) {
        GgufWriter writer = new GgufWriter()
                .put("general.architecture", arch)
                .put(arch + ".block_count", facts.layers())
                .put(arch + ".context_length", facts.context())
                .put(arch + ".embedding_length", facts.width())
                .put(arch + ".feed_forward_length", facts.mlpWidth())
                .put(arch + ".attention.head_count", facts.attention().heads())
                .put(arch + ".attention.head_count_kv", facts.attention().kvHeads())
                .put(arch + ".attention.key_length", facts.attention().headWidth())
                .put(arch + ".attention.layer_norm_rms_epsilon", facts.normEps())
                .put(arch + ".rope.freq_base", (float) facts.attention().rope().base());
        Rope rope = facts.attention().rope();
        if (rope.scaling() instanceof Rope.Scaling.Llama3) {
            float[] scaled = rope.frequencies(facts.attention().headWidth());
            float[] divisors = new Rope(rope.pairs(), rope.base(), Rope.Scaling.NONE).frequencies(2 * scaled.length);
            for (int i = 0; i < divisors.length; i++) {
                divisors[i] /= scaled[i];
            }
            writer.tensor(GgufNames.ROPE_DIVISORS, divisors, divisors.length);
        }
        return writer;
    }

    private static float[] values(Checkpoint checkpoint, Stored stored) {
        if (stored.shape().size() == 1) {
            return checkpoint.vector(stored.name(), stored.cols());
        }
        MatrixSource matrix = checkpoint.matrix(stored.name(), stored.rows(), stored.cols());
        float[] values = new float[stored.rows() * stored.cols()];
        for (int row = 0; row < stored.rows(); row++) {
            matrix.readRow(row, values, row * stored.cols());
        }
        return values;
    }

    /** Row i of a head's first half goes to 2i, row i of its second half to 2i + 1. */
    private static float[] moved(float[] values, int headWidth, Stored stored) {
        int cols = stored.shape().size() == 1 ? 1 : stored.cols();
        float[] out = new float[values.length];
        for (int head = 0; head < values.length / cols / headWidth; head++) {
            for (int i = 0; i < headWidth / 2; i++) {
                int first = head * headWidth;
                System.arraycopy(values, (first + i) * cols, out, (first + 2 * i) * cols, cols);
                System.arraycopy(values, (first + headWidth / 2 + i) * cols, out, (first + 2 * i + 1) * cols, cols);
            }
        }
        return out;
    }
}
