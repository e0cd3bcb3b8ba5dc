package dev.muninn.model;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Attention;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.cache.KvCache;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvView;
import dev.muninn.kernels.Weight;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Ops} over live rows, each with its sequence's cache, position and depth. A register is a buffer that grows to the largest
 * batch seen; INPUT and STATE are the rows' own. Nothing is allocated in steady state.
 */
final class RowOps implements Ops {
    private final RowModel model;
    private final Architecture facts;
    private final Attention attention;
    private final Kernels kernels;
    private final PackedWeights weights;
    private final Map<Reg, float[]> registers = new EnumMap<>(Reg.class);
    private KvView[] views = new KvView[0];
    private float[] spare = {};
    private float[] piece = {};
    private float[] lifted = {};
    private float[] logits = {};
    private List<Row> rows = List.of();

    RowOps(RowModel model) {
        this.model = model;
        this.facts = model.config();
        this.attention = facts.attention();
        this.kernels = model.kernels();
        this.weights = model.weights();
    }

    RowModel model() {
        return model;
    }

    /** The rows of the next ops. */
    void set(List<Row> newRows) {
        rows = newRows;
    }

    /** The buffer of {@code reg}, with room for all rows; what it held is lost when it grows. */
    private float[] at(Reg reg) {
        int size = rows.size() * reg.width(facts);
        float[] buffer = registers.get(reg);
        if (buffer == null || buffer.length < size) {
            buffer = new float[size];
            registers.put(reg, buffer);
        }
        return buffer;
    }

    private static float[] ofRow(Reg reg, Row row) {
        return reg == Reg.STATE ? row.state : row.input;
    }

    private static boolean ofRows(Reg reg) {
        return reg == Reg.STATE || reg == Reg.INPUT;
    }

    @Override
    public void embed(Reg out, Param embedding, float scale) {
        Weight table = weights.matrix(embedding);
        int width = facts.width();
        float[] x = at(out);
        for (int m = 0; m < rows.size(); m++) {
            table.readRow(rows.get(m).token, x, m * width);
            for (int i = m * width; i < (m + 1) * width; i++) {
                x[i] *= scale;
            }
        }
    }

    @Override
    public void copy(Reg out, Reg x) {
        int width = facts.width();
        for (int m = 0; m < rows.size(); m++) {
            Row row = rows.get(m);
            if (ofRows(out)) {
                System.arraycopy(at(x), m * width, ofRow(out, row), 0, width);
            } else {
                System.arraycopy(ofRow(x, row), 0, at(out), m * width, width);
            }
        }
    }

    @Override
    public void concat(Reg out, Reg left, Reg right) {
        int width = facts.width();
        float[] both = at(out);
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(ofRow(left, rows.get(m)), 0, both, m * 2 * width, width);
            System.arraycopy(ofRow(right, rows.get(m)), 0, both, m * 2 * width + width, width);
        }
    }

    @Override
    public void linear(Reg out, Reg x, Param weight) {
        kernels.matmul(at(out), at(x), rows.size(), weights.matrix(weight));
    }

    @Override
    public void adapt(Reg out, Reg x, Param down, Param up, float scale) {
        int count = rows.size();
        int lows = down.shape().rows();
        int rank = up.shape().cols();
        float[] low = spare(count * lows); // (M, pieces · rank)
        kernels.matmul(low, at(x), count, weights.matrix(down));
        float[] target = at(out);
        int stride = out.width(facts);
        List<Weight> pieces = weights.pieces(up);
        int column = 0;
        for (int p = 0; p < pieces.size(); p++) {
            Weight matrix = pieces.get(p);
            int width = matrix.rows();
            piece = room(piece, count * rank); // (M, rank)
            lifted = room(lifted, count * width); // (M, N)
            for (int m = 0; m < count; m++) {
                System.arraycopy(low, m * lows + p * rank, piece, m * rank, rank);
            }
            kernels.matmul(lifted, piece, count, matrix);
            for (int m = 0; m < count; m++) {
                for (int i = 0; i < width; i++) {
                    target[m * stride + column + i] += scale * lifted[m * width + i];
                }
            }
            column += width;
        }
    }

    @Override
    public void bias(Reg x, Param bias) {
        float[] values = weights.vector(bias);
        float[] buffer = at(x);
        int stride = x.width(facts);
        for (int m = 0; m < rows.size(); m++) {
            for (int i = 0; i < values.length; i++) {
                buffer[m * stride + i] += values[i];
            }
        }
    }

    @Override
    public void rmsNorm(Reg out, Reg x, Param gain) {
        kernels.rmsNorm(at(out), at(x), weights.vector(gain), rows.size(), facts.width(), facts.normEps());
    }

    @Override
    public void addRmsNorm(Reg x, Reg y, Param gain) {
        float[] sum = at(x);
        kernels.addRmsNorm(sum, sum, at(y), weights.vector(gain), rows.size(), facts.width(), facts.normEps());
    }

    @Override
    public void add(Reg x, Reg y) {
        kernels.add(at(x), at(y), rows.size() * facts.width());
    }

    @Override
    public void headNorm(Reg x, Param gain, int first, int heads) {
        int headWidth = attention.headWidth();
        int width = heads * headWidth;
        int stride = x.width(facts);
        float[] buffer = at(x);
        float[] together = spare(rows.size() * width); // (M · heads, D)
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(buffer, m * stride + first * headWidth, together, m * width, width);
        }
        kernels.rmsNorm(together, together, weights.vector(gain), rows.size() * heads, headWidth, facts.normEps());
        for (int m = 0; m < rows.size(); m++) {
            System.arraycopy(together, m * width, buffer, m * stride + first * headWidth, width);
        }
    }

    @Override
    public void rotate(Reg qkv) {
        float[] buffer = at(qkv);
        for (int m = 0; m < rows.size(); m++) {
            int heads = attention.heads() + attention.kvHeads();
            model.rope().apply(buffer, m * attention.qkvWidth(), heads, rows.get(m).position);
        }
    }

    /** Every row's keys and values are stored before any row looks, so rows of one sequence see one another. */
    @Override
    public void attend(Reg out, Reg qkv, Part part, int block) {
        int count = rows.size();
        int keys = attention.queryWidth();
        int values = keys + attention.keyWidth();
        float[] buffer = at(qkv);
        for (int m = 0; m < count; m++) {
            int from = m * attention.qkvWidth();
            write(rows.get(m), part, block, buffer, from + keys, from + values);
        }
        for (int m = 0; m < count; m++) {
            view(rows.get(m), part, block, views(count)[m]);
        }
        kernels.attention(
                at(out),
                buffer,
                attention.qkvWidth(),
                count,
                views,
                rows.getFirst().cache.geometry().format(),
                attention.heads(),
                attention.kvHeads(),
                attention.headWidth());
    }

    private static void write(Row row, Part part, int block, float[] kv, int keyAt, int valueAt) {
        KvCache cache = row.cache;
        switch (part) {
            case PRELUDE -> cache.writePrelude(block, row.position, kv, keyAt, valueAt);
            case CORE -> cache.writeCore(row.step, block, row.position, kv, keyAt, valueAt);
            case CODA -> cache.writeCoda(block, row.position, kv, keyAt, valueAt);
            case EMBEDDING, ADAPTER, HEAD -> throw new IllegalArgumentException(part.name());
        }
    }

    private static void view(Row row, Part part, int block, KvView view) {
        KvCache cache = row.cache;
        switch (part) {
            case PRELUDE -> cache.viewPrelude(block, row.position, view);
            case CORE -> cache.viewCore(row.step, block, row.position, view);
            case CODA -> cache.viewCoda(block, row.position, view);
            case EMBEDDING, ADAPTER, HEAD -> throw new IllegalArgumentException(part.name());
        }
    }

    private KvView[] views(int count) {
        int had = views.length;
        if (had < count) {
            views = Arrays.copyOf(views, count);
            for (int i = had; i < count; i++) {
                views[i] = new KvView();
            }
        }
        return views;
    }

    /**
     * Every row is stored in its cache before any row looks back, so rows of one sequence may come in one batch, in any order. A sum
     * runs from the position's own tap to the farthest.
     */
    @Override
    public void convolve(Reg x, Param taps) {
        int width = facts.width();
        int count = taps.shape().rows();
        float[] gains = weights.vector(taps);
        float[] buffer = at(x);
        for (int m = 0; m < rows.size(); m++) {
            rows.get(m).cache.writeHistory(taps.block(), rows.get(m).position, buffer, m * width);
        }
        float[] past = spare(width);
        for (int m = 0; m < rows.size(); m++) {
            Row row = rows.get(m);
            kernels.multiplyAdd(buffer, m * width, buffer, m * width, gains, 0, width);
            for (int j = 1; j < count && j <= row.position; j++) {
                row.cache.readHistory(taps.block(), row.position - j, past);
                kernels.multiplyAdd(buffer, m * width, past, 0, gains, j * width, width);
            }
        }
    }

    @Override
    public void swiGlu(Reg out, Reg gateUp) {
        kernels.swiGlu(at(out), at(gateUp), rows.size(), facts.mlpWidth());
    }

    @Override
    public boolean firstPass() {
        for (int m = 0; m < rows.size(); m++) {
            if (rows.get(m).step > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void addAfterFirstPass(Reg x, Reg y) {
        int width = facts.width();
        float[] sum = at(x);
        float[] other = at(y);
        for (int m = 0; m < rows.size(); m++) {
            for (int i = m * width; i < (m + 1) * width && rows.get(m).step > 0; i++) {
                sum[i] += other[i];
            }
        }
    }

    /** Only of the rows that want them: this matmul is the widest of all. */
    @Override
    public void logits(Reg x, Param head) {
        int width = facts.width();
        int vocab = facts.vocab();
        float[] hidden = at(x);
        float[] gathered = at(Reg.BOTH);
        int wanted = 0;
        for (int m = 0; m < rows.size(); m++) {
            if (rows.get(m).logits != null) {
                System.arraycopy(hidden, m * width, gathered, wanted++ * width, width);
            }
        }
        if (wanted == 0) {
            return;
        }
        logits = room(logits, wanted * vocab);
        kernels.matmul(logits, gathered, wanted, weights.matrix(head));
        int from = 0;
        for (int m = 0; m < rows.size(); m++) {
            float @Nullable [] target = rows.get(m).logits;
            if (target != null) {
                System.arraycopy(logits, from++ * vocab, target, 0, vocab);
            }
        }
    }

    private float[] spare(int size) {
        spare = room(spare, size);
        return spare;
    }

    private static float[] room(float[] buffer, int size) {
        return buffer.length < size ? new float[size] : buffer;
    }
}
