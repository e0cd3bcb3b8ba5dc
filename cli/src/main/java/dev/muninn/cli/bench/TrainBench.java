package dev.muninn.cli.bench;

import dev.muninn.cli.machine.PeakMemory;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.Precision;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.loop.TrainingChoice;
import dev.muninn.train.optimizer.AdamW;
import dev.muninn.train.optimizer.GradientNorm;
import dev.muninn.train.optimizer.Optimizer;
import dev.muninn.train.optimizer.Workers;
import dev.muninn.train.parameters.FreshParameters;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.tape.LoopPass;
import dev.muninn.train.tape.Objective;
import dev.muninn.train.tape.Pass;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A whole training step: forward, backward through the last recurrences, clipping, AdamW. */
public final class TrainBench {
    private static final int WARM_UP = 3;
    private static final double WARM_UP_SECONDS = 2;
    private static final double CLIP = 1;
    private static final AdamW.Settings ADAM = new AdamW.Settings(1e-3, 0.9, 0.95, 1e-8, 0);

    private final TrainShape shape;
    private final Precision precision;
    private final TrainingChoice choice;
    private final int threads;
    private final int steps;
    private final Ceiling ceiling;
    private final Consumer<String> say;

    public TrainBench(
            TrainShape shape,
            Precision precision,
            TrainingChoice choice,
            int threads,
            int steps,
            Ceiling ceiling,
            Consumer<String> say) {
        this.shape = shape;
        this.precision = precision;
        this.choice = choice;
        this.threads = threads;
        this.steps = steps;
        this.ceiling = ceiling;
        this.say = say;
    }

    /** The last line, for programs. */
    public ObjectNode run() {
        Parameters parameters = FreshParameters.of(shape.config(), 1);
        say.accept(String.format(
                Locale.ROOT,
                "%,d parameters, %d x %d tokens a step, %d recurrences (%d with gradient), %s, %d threads, kernels %s, products %s",
                parameters.size(),
                shape.sequences(),
                shape.length(),
                shape.recurrences(),
                Math.min(shape.backprop(), shape.recurrences()),
                precision.name().toLowerCase(Locale.ROOT),
                threads,
                choice.kernels().name(),
                choice.linear().name()));
        try (LinearKernels linear = choice.linear().open(precision);
                Workers workers = new Workers(threads);
                Pass pass = new LoopPass(
                        parameters,
                        choice.kernels().open(),
                        linear,
                        LoopPass.Settings.of(threads, threads),
                        Optional.empty())) {
            Step step = new Step(shape, parameters, pass, new AdamW(parameters.all(), ADAM, workers), workers);
            return measure(step, parameters.size());
        }
    }

    private ObjectNode measure(Step step, int parameters) {
        long start = System.nanoTime();
        for (int i = 0; i < WARM_UP || (System.nanoTime() - start) / 1e9 < WARM_UP_SECONDS; i++) {
            step.run();
        }
        double[] seconds = new double[steps];
        double[] shares = new double[steps];
        double before = ceiling.now();
        for (int i = 0; i < steps; i++) {
            long from = System.nanoTime();
            step.run();
            seconds[i] = (System.nanoTime() - from) / 1e9;
            double after = ceiling.now();
            shares[i] = shape.operations() / seconds[i] / Math.max(before, after);
            before = after;
        }
        return report(parameters, step.loss, new Held(Spread.of(seconds), Spread.of(shares)));
    }

    private ObjectNode report(int parameters, double loss, Held held) {
        double median = held.time().median();
        double tokens = shape.rows() / median;
        double gigaflops = shape.operations() / median / 1e9;
        long peak = PeakMemory.bytes();
        say.accept(String.format(
                Locale.ROOT,
                "a step: %s; %.0f tokens/s, %.1f GFLOP/s, %s (f32 multiply-adds), peak memory %d MiB",
                held.time().text(),
                tokens,
                gigaflops,
                held.text(),
                peak >> 20));
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("bench", "train");
        json.put("vocab", shape.vocab()).put("width", shape.width()).put("heads", shape.heads());
        json.put("mlp", shape.mlp()).put("prelude", shape.prelude());
        json.put("core", shape.core()).put("coda", shape.coda());
        json.put("recurrences", shape.recurrences()).put("backprop", shape.backprop());
        json.put("batch", shape.sequences()).put("length", shape.length());
        json.put("precision", precision.name().toLowerCase(Locale.ROOT));
        json.put("threads", threads).put("steps", steps);
        json.put("kernels", choice.kernels().name())
                .put("linear", choice.linear().name());
        json.put("parameters", parameters).put("loss", loss);
        held.write(json, "flopShare", precision == Precision.F32);
        json.put("tokensPerSecond", tokens).put("gigaflops", gigaflops);
        json.put("ceilingGigaflops", ceiling.rates().median() / 1e9);
        json.put("peakMiB", peak >> 20);
        return json;
    }

    /** The same step again and again, on the same batch, which is as much work as another. */
    private static final class Step {
        private final Parameters parameters;
        private final Pass pass;
        private final Optimizer optimizer;
        private final Workers workers;
        private final Batch batch;
        private final Recurrences recurrences;
        private final float[] gradient;
        private long count;
        private double loss;

        Step(TrainShape shape, Parameters parameters, Pass pass, Optimizer optimizer, Workers workers) {
            this.parameters = parameters;
            this.pass = pass;
            this.optimizer = optimizer;
            this.workers = workers;
            this.batch = shape.batch();
            int taped = Math.min(shape.backprop(), shape.recurrences());
            this.recurrences = new Recurrences(shape.recurrences() - taped, taped);
            this.gradient = new float[parameters.size()];
        }

        void run() {
            Arrays.fill(gradient, 0f);
            loss = pass.train(parameters, batch, recurrences, Objective.LAST, count, gradient)
                    .loss();
            double norm = GradientNorm.of(gradient, workers);
            optimizer.step(parameters.values(), gradient, (float) Math.min(1, CLIP / norm), ++count, 1);
        }
    }
}
