package dev.muninn.train.tape;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Loop;
import dev.muninn.model.StateInit;
import dev.muninn.sampling.CounterRandom;
import java.util.Arrays;

/** A model's forward pass over some rows without a backward pass: two states take turns, nothing is kept. */
final class Forward {
    private final Architecture facts;
    private final Programs programs;
    private final Machine machine;
    private final StateInit init;
    private final Program.Frame embed;
    private final Program.Frame first;
    private final Program.Frame later;
    private final Program.Frame readout;
    private float[] state;
    private float[] other;
    private final float[] input;
    private final float[] out;
    private int done;

    Forward(Architecture facts, Programs programs, Machine machine, StateInit init, int mostRows) {
        this.facts = facts;
        this.programs = programs;
        this.machine = machine;
        this.init = init;
        this.embed = programs.embed().frame(machine, mostRows);
        this.first = programs.first().frame(machine, mostRows);
        this.later = programs.later().frame(machine, mostRows);
        this.readout = programs.readout().frame(machine, mostRows);
        int size = mostRows * facts.width();
        this.state = new float[size];
        this.other = new float[size];
        this.input = new float[size];
        this.out = new float[size];
    }

    /** Tokens to input, and the state before the first recurrence. */
    void begin(long noiseSeed) {
        embed.set(Buffers.OUT, input);
        programs.embed().forward(machine, embed);
        begin(noiseSeed, input);
    }

    /** The state before the first recurrence where the input is there already. */
    void begin(long noiseSeed, float[] from) {
        done = 0;
        firstState(facts, init, machine.rows, noiseSeed, from, state);
        first.set(Buffers.INPUT, from);
        later.set(Buffers.INPUT, from);
    }

    /** Noise is keyed by the row of the batch, so that chunks do not show. */
    static void firstState(
            Architecture facts, StateInit init, Rows rows, long noiseSeed, float[] input, float[] state) {
        int width = facts.width();
        if (facts.loop().start() == Loop.Start.INPUT) {
            System.arraycopy(input, 0, state, 0, rows.count() * width);
            return;
        }
        switch (init) {
            case ZERO -> Arrays.fill(state, 0, rows.count() * width, 0f);
            case NOISE -> {
                float std = (float) Math.sqrt(2.0 / (5.0 * width)) * facts.embeddingScale();
                for (int m = 0; m < rows.count(); m++) {
                    CounterRandom.fillTruncatedNormal(noiseSeed, rows.first() + m, std, state, m * width, width);
                }
            }
        }
    }

    /** Goes on to the state after {@code recurrences}. */
    float[] state(int recurrences, double[] stateNorms) {
        for (; done < recurrences; done++) {
            Program program = done == 0 ? programs.first() : programs.later();
            Program.Frame frame = done == 0 ? first : later;
            frame.set(Buffers.STATE, state);
            frame.set(Buffers.OUT, other);
            program.forward(machine, frame);
            float[] was = state;
            state = other;
            other = was;
            if (stateNorms.length > done) {
                stateNorms[done] += States.norms(state, machine.count(), facts.width());
            }
        }
        return state;
    }

    /** What the head multiplies (M, C), of the state at hand. */
    float[] normed() {
        readout.set(Buffers.STATE, state);
        readout.set(Buffers.OUT, out);
        return programs.readout().forward(machine, readout);
    }
}
