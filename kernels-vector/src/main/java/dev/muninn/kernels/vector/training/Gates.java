package dev.muninn.kernels.vector.training;

import static dev.muninn.kernels.vector.Lanes.FLOATS;
import static dev.muninn.kernels.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** SwiGLU of one row; {@code exps} holds e^-gate of the row. */
final class Gates {
    private Gates() {}

    /** {@code out[to ..] = gate / (1 + e^-gate) ⊙ up}; gates at {@code at}, ups {@code width} after them. */
    static void forward(float[] out, int to, float[] gateUp, int at, int width, float[] exps) {
        int i = 0;
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gateUp, at + i);
            FloatVector u = FloatVector.fromArray(FLOATS, gateUp, at + width + i);
            g.div(FloatVector.fromArray(FLOATS, exps, i).add(1f)).mul(u).intoArray(out, to + i);
        }
        for (; i < width; i++) {
            out[to + i] = gateUp[at + i] / (exps[i] + 1f) * gateUp[at + width + i];
        }
    }

    /** With σ = 1 / (1 + e^-g): {@code dGate = dOut·up·σ·(1 + g·(1 - σ))}, {@code dUp = dOut·g·σ}; {@code dOut} at {@code from}. */
    static void backward(float[] dGateUp, float[] dOut, int from, float[] gateUp, int at, int width, float[] exps) {
        int i = 0;
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (; i <= width - WIDTH; i += WIDTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, gateUp, at + i);
            FloatVector u = FloatVector.fromArray(FLOATS, gateUp, at + width + i);
            FloatVector d = FloatVector.fromArray(FLOATS, dOut, from + i);
            FloatVector s = one.div(FloatVector.fromArray(FLOATS, exps, i).add(1f));
            FloatVector ds = d.mul(s);
            FloatVector slope = one.sub(s).fma(g, one);
            ds.mul(u).mul(slope).intoArray(dGateUp, at + i);
            ds.mul(g).intoArray(dGateUp, at + width + i);
        }
        for (; i < width; i++) {
            float g = gateUp[at + i];
            float u = gateUp[at + width + i];
            float s = 1f / (exps[i] + 1f);
            float ds = dOut[from + i] * s;
            dGateUp[at + i] = ds * u * Math.fma(1f - s, g, 1f);
            dGateUp[at + width + i] = ds * g;
        }
    }
}
