package dev.muninn.model;

import dev.muninn.kernels.KvView;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Buffers of a forward pass, by purpose; they grow to the largest batch seen and are then reused. One owner. */
public final class Scratch {
    /** What a buffer is for; two of one purpose never live at once. */
    enum Use {
        STREAM,
        NORMED,
        PAST,
        QKV,
        ATTENDED,
        PROJECTED,
        GATE_UP,
        GATED,
        CONCAT,
        LOGITS
    }

    private final Map<Use, float[]> buffers = new EnumMap<>(Use.class);
    private KvView[] views = new KvView[0];

    /** A buffer of at least {@code size}; what it held before is lost when it grows. */
    float[] get(Use use, int size) {
        float[] buffer = buffers.get(use);
        if (buffer == null || buffer.length < size) {
            buffer = new float[size];
            buffers.put(use, buffer);
        }
        return buffer;
    }

    KvView[] views(int rows) {
        int had = views.length;
        if (had < rows) {
            views = Arrays.copyOf(views, rows);
            for (int i = had; i < rows; i++) {
                views[i] = new KvView();
            }
        }
        return views;
    }
}
