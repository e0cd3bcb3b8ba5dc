package dev.muninn.model;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Architecture.FinalNorm;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Loop;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Tensor;
import dev.muninn.cache.KvGeometry;
import dev.muninn.kernels.Kernels;
import dev.muninn.kernels.KvFormat;
import dev.muninn.sampling.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model of any family over live rows: {@link LoopedModel} run by {@link RowOps} with packed weights. */
final class RowModel implements RecurrentModel {
    private final Architecture facts;
    private final LoopedModel forward;
    private final Kernels kernels;
    private final PackedWeights weights;
    private final RopeTable rope;
    private final float[] finalNorm; // (C)
    private final @Nullable Gate gate;

    /** The learned exit gate. */
    private record Gate(Param weight, Param bias) {}

    RowModel(Layout layout, Kernels kernels, PackedWeights weights) {
        this.facts = layout.facts();
        this.forward = new LoopedModel(layout);
        this.kernels = kernels;
        this.weights = weights;
        this.rope = new RopeTable(facts.attention().rope(), facts.attention().headWidth());
        this.finalNorm = weights.vector(layout.get(Tensor.FINAL_NORM));
        this.gate = layout.find(Tensor.EXIT_GATE)
                .map(weight -> new Gate(weight, layout.get(Tensor.EXIT_GATE_BIAS)))
                .orElse(null);
    }

    PackedWeights weights() {
        return weights;
    }

    RopeTable rope() {
        return rope;
    }

    @Override
    public Architecture config() {
        return facts;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public KvGeometry kvGeometry(KvFormat format) {
        return KvGeometry.of(facts, format);
    }

    @Override
    public void embed(List<Row> rows, Scratch scratch) {
        forward.embed(scratch.over(this, rows));
    }

    @Override
    public void initState(Row row, StateInit init, long seed) {
        if (facts.loop().start() == Loop.Start.INPUT) {
            System.arraycopy(row.input, 0, row.state, 0, facts.width());
            return;
        }
        switch (init) {
            case ZERO -> Arrays.fill(row.state, 0f);
            case NOISE -> {
                float std = (float) Math.sqrt(2.0 / (5.0 * facts.width())) * facts.embeddingScale();
                CounterRandom.fillTruncatedNormal(seed, row.position, std, row.state, 0, facts.width());
            }
        }
    }

    @Override
    public void coreStep(List<Row> rows, Scratch scratch) {
        forward.pass(scratch.over(this, rows));
        for (int m = 0; m < rows.size(); m++) {
            rows.get(m).step++;
        }
    }

    @Override
    public void readout(List<Row> rows, Scratch scratch) {
        forward.readout(scratch.over(this, rows));
    }

    @Override
    public void normedState(Row row, float[] out) {
        if (facts.finalNorm() == FinalNorm.EACH_PASS) {
            System.arraycopy(row.state, 0, out, 0, facts.width());
        } else {
            kernels.rmsNorm(out, row.state, finalNorm, 1, facts.width(), facts.normEps());
        }
    }

    @Override
    public boolean hasExitGate() {
        return gate != null;
    }

    /** sigmoid(gate · h + bias). */
    @Override
    public double exitGate(Row row) {
        if (gate == null) {
            throw new UnsupportedOperationException(facts.family() + " has no exit gate");
        }
        float[] weight = weights.vector(gate.weight);
        double sum = weights.vector(gate.bias)[0];
        for (int i = 0; i < weight.length; i++) {
            sum += (double) weight[i] * row.state[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    @Override
    public boolean injectsInput() {
        return facts.loop().injection().everyPass();
    }
}
