package dev.muninn.weights;

import dev.muninn.error.MuninnException;
import dev.muninn.gguf.GgufMetadata;
import dev.muninn.gguf.RowOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a file's {@code general.architecture} means: the family it is, and whether the converter moved rows of q and k. By name, not by likeness. */
enum GgufArchitecture {
    /** Llama, and Mistral before its own name. Rows of q and k, biases too, are moved; see {@link RowOrder}. */
    LLAMA("llama", true),
    QWEN2("qwen2", false),
    QWEN3("qwen3", false);

    private static final String KEY = "general.architecture";

    private final String label;
    private final boolean pairs;

    GgufArchitecture(String label, boolean pairs) {
        this.label = label;
        this.pairs = pairs;
    }

    static GgufArchitecture of(GgufMetadata metadata) {
        String name = metadata.text(KEY).orElseThrow(() -> metadata.missing(KEY));
        for (GgufArchitecture one : values()) {
            if (one.label.equals(name)) {
                return one;
            }
        }
        throw new MuninnException("%s: the architecture '%s' is not supported; wanted one of %s"
                .formatted(
                        metadata.file(),
                        name,
                        Arrays.stream(values()).map(one -> one.label).collect(Collectors.joining(", "))));
    }

    /** The word in the file, which begins the keys of its hyperparameters, and the {@code model_type} of its family. */
    String label() {
        return label;
    }

    String key(String name) {
        return label + "." + name;
    }

    /** The order of the rows of q and k in heads of {@code width}. */
    RowOrder headRows(int width) {
        return pairs ? RowOrder.halvesFromPairs(width) : RowOrder.SAME;
    }
}
