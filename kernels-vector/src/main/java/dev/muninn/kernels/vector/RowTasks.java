package dev.muninn.kernels.vector;

/** Shares row-wise operations among the threads when there is enough to do. One caller at a time. */
final class RowTasks {
    /** Elements of one unit: about as much work as some microseconds. */
    private static final int UNIT = 32 * 1024;

    private enum Op {
        RMS_NORM,
        ADD_RMS_NORM,
        SWI_GLU
    }

    private final WorkerPool pool;
    private final Warmth warmth;
    private final WorkerPool.Task task = this::unit;
    /** Four vectors per thread. */
    private final float[][] scratch;

    // the call in progress
    private Op op = Op.RMS_NORM;
    private float[] out = {};
    private float[] x = {};
    private float[] y = {};
    private float[] gain = {};
    private int rows;
    private int width;
    private float eps;
    private int rowsPerUnit;
    private boolean plainly;

    RowTasks(WorkerPool pool, Warmth warmth) {
        this.pool = pool;
        this.warmth = warmth;
        scratch = new float[pool.threads()][4 * Lanes.WIDTH];
    }

    void rmsNorm(float[] out, float[] x, float[] gain, int rows, int width, float eps) {
        this.out = out;
        this.x = x;
        this.gain = gain;
        this.eps = eps;
        run(Op.RMS_NORM, rows, width);
    }

    void addRmsNorm(float[] out, float[] x, float[] y, float[] gain, int rows, int width, float eps) {
        this.out = out;
        this.x = x;
        this.y = y;
        this.gain = gain;
        this.eps = eps;
        run(Op.ADD_RMS_NORM, rows, width);
    }

    void swiGlu(float[] out, float[] gateUp, int rows, int width) {
        this.out = out;
        this.x = gateUp;
        run(Op.SWI_GLU, rows, width);
    }

    private void run(Op op, int rows, int width) {
        this.op = op;
        this.rows = rows;
        this.width = width;
        plainly = warmth.cold();
        rowsPerUnit = Math.max(1, UNIT / width);
        pool.run(task, (rows + rowsPerUnit - 1) / rowsPerUnit);
    }

    private void unit(int unit, int thread) {
        int end = Math.min(rows, (unit + 1) * rowsPerUnit);
        for (int row = unit * rowsPerUnit; row < end; row++) {
            int at = row * width;
            switch (op) {
                case RMS_NORM -> norm(x, at, thread);
                case ADD_RMS_NORM -> {
                    add(at);
                    norm(out, at, thread);
                }
                case SWI_GLU -> {
                    if (plainly) {
                        PlainRows.swiGlu(out, x, row, width);
                    } else {
                        RowOps.swiGlu(out, x, row, width, scratch[thread]);
                    }
                }
            }
        }
    }

    private void norm(float[] from, int at, int thread) {
        if (plainly) {
            PlainRows.rmsNorm(out, from, gain, at, width, eps, scratch[thread]);
        } else {
            RowOps.rmsNorm(out, from, gain, at, width, eps, scratch[thread]);
        }
    }

    private void add(int at) {
        if (plainly) {
            PlainRows.add(out, x, y, at, width);
        } else {
            RowOps.add(out, x, y, at, width);
        }
    }
}
