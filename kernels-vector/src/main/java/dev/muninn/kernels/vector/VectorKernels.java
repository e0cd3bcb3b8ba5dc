package dev.muninn.kernels.vector;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.kernels.KvView;
import dev.muninn.kernels.Weight;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.WeightFormat;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Kernels on the JDK's Vector API. Weights lie in panels ({@link PanelLayout}) outside the heap; one row of activations is
 * multiplied by fused loops bound by memory ({@link RowMatmul}), many rows by a register tile ({@link TileMatmul}). Both
 * compute every element by the same chain of operations. Calls take turns.
 */
final class VectorKernels implements Kernels {
    private final Arena arena = Arena.ofShared();
    private final ReentrantLock turn = new ReentrantLock();
    private final WorkerPool pool;
    private final Matmul matmul;
    private final Attention attention;
    private final RowTasks rowTasks;
    private boolean closed;

    VectorKernels(int threads) {
        this(threads, Matmul.COLD);
    }

    /** {@code cold} multiply-adds are done in plain Java first; none of them where loops on vectors are what is looked at. */
    VectorKernels(int threads, long cold) {
        pool = new WorkerPool(threads);
        matmul = new Matmul(pool, arena, cold);
        attention = new Attention(pool);
        rowTasks = new RowTasks(pool);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int threads() {
        return pool.threads();
    }

    @Override
    public Weight pack(MatrixSource source, WeightFormat format) {
        MuninnException.require(
                source.rows() > 0 && source.cols() > 0,
                "%s is %d by %d: an empty matrix cannot be packed, is the file whole?",
                source.name(),
                source.rows(),
                source.cols());
        lock();
        try {
            return Packer.pack(source, format, pool, arena);
        } finally {
            turn.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the arena stands for the instance that packed the weight
    @Override
    public void matmul(float[] out, float[] x, int rows, Weight weight) {
        if (!(weight instanceof PackedWeight packed) || packed.owner() != arena) {
            throw new MuninnException("weight " + weight.name()
                    + " was packed by other kernels: pack it with the instance that multiplies by it");
        }
        assert x.length >= (long) rows * packed.cols() : x.length;
        assert out.length >= (long) rows * packed.rows() : out.length;
        lock();
        try {
            matmul.run(out, x, rows, packed);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void rmsNorm(float[] out, float[] x, float[] gain, int rows, int width, float eps) {
        lock();
        try {
            rowTasks.rmsNorm(out, x, gain, rows, width, eps);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void addRmsNorm(float[] out, float[] x, float[] y, float[] gain, int rows, int width, float eps) {
        lock();
        try {
            rowTasks.addRmsNorm(out, x, y, gain, rows, width, eps);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void add(float[] x, float[] y, int count) {
        RowOps.add(x, x, y, 0, count);
    }

    @Override
    public void multiplyAdd(float[] x, int xAt, float[] y, int yAt, float[] gain, int gainAt, int count) {
        RowOps.multiplyAdd(x, xAt, y, yAt, gain, gainAt, count);
    }

    @Override
    public void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        lock();
        try {
            rowTasks.swiGlu(out, gateUp, rows, width);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void attention(
            float[] out,
            float[] q,
            int qStride,
            int rows,
            KvView[] views,
            KvFormat format,
            int heads,
            int kvHeads,
            int headWidth) {
        lock();
        try {
            attention.run(out, q, qStride, rows, views, format, heads, kvHeads, headWidth);
        } finally {
            turn.unlock();
        }
    }

    private void lock() {
        turn.lock();
        if (closed) {
            turn.unlock();
            throw new IllegalStateException("these kernels are closed");
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                pool.close();
                arena.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
