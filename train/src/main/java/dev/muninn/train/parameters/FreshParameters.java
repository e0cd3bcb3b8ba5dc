package dev.muninn.train.parameters;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.sampling.CounterRandom;
import java.util.Arrays;
import java.util.function.Predicate;

/** The values that a model begins with. */
public final class FreshParameters {
    /** A convolution starts as its residual and a little of every neighbour, in other shares in every column, so that they can be told apart. */
    private static final float TAP_STD = 0.3f;

    private FreshParameters() {}

    /**
     * A fresh model, all of it trained: normal with std sqrt(2/(5C)), cut at three std, output projections divided by
     * sqrt(2 · effective depth), norms 1, biases 0 (Takase et al. 2023, arXiv:2312.16903); convolutions small. Raven's adapter begins as
     * the sum of state and input: a random one turns the state anew at every recurrence, and small models then learn to ignore it.
     */
    public static Parameters of(Architecture facts, long seed) {
        return of(Layout.of(facts), Parameters.ALL, seed);
    }

    /** As above, {@code trains} trained; the others are zeros, as they will come from elsewhere. */
    public static Parameters of(Layout layout, Predicate<Param> trains, long seed) {
        Parameters fresh = new Parameters(layout, trains);
        for (Parameter at : fresh.all()) {
            begin(fresh, at, seed);
        }
        return fresh;
    }

    /** First values of one parameter; they depend on the seed and its place in the layout alone. */
    private static void begin(Parameters fresh, Parameter at, long seed) {
        Architecture facts = fresh.facts();
        float[] values = fresh.values();
        double std = Math.sqrt(2.0 / (5.0 * facts.width()));
        double outStd = std / Math.sqrt(2.0 * facts.blocksAt(facts.meanRecurrence()));
        switch (at.param().role()) {
            case NORM -> Arrays.fill(values, at.offset(), at.offset() + at.count(), 1f);
            case BIAS, GATE, BRIDGE, ADAPTER_UP -> {} // zeros
            case EMBEDDING, HEAD, MATRIX -> draw(values, at, seed, (float) std);
            case RESIDUAL_OUT -> draw(values, at, seed, (float) outStd);
            case INJECTION -> addStateAndInput(values, at);
            case TAPS -> draw(values, at, seed, TAP_STD);
            case ADAPTER_DOWN -> uniform(values, at, seed);
        }
    }

    /** (I, I)/√2 */
    private static void addStateAndInput(float[] values, Parameter adapter) {
        int width = adapter.param().shape().rows();
        for (int i = 0; i < width; i++) {
            int row = adapter.offset() + i * 2 * width;
            values[row + i] = (float) Math.sqrt(0.5);
            values[row + width + i] = (float) Math.sqrt(0.5);
        }
    }

    private static void draw(float[] values, Parameter at, long seed, float std) {
        CounterRandom.fillTruncatedNormal(seed, at.param().index(), std, values, at.offset(), at.count());
    }

    /** Between ∓1/sqrt(K), as PEFT begins its A (Kaiming uniform, a = √5). */
    private static void uniform(float[] values, Parameter at, long seed) {
        Param param = at.param();
        double most = 1 / Math.sqrt(param.shape().cols());
        for (int i = 0; i < at.count(); i++) {
            double u = CounterRandom.uniform(seed, param.index(), i);
            values[at.offset() + i] = (float) ((2 * u - 1) * most);
        }
    }
}
