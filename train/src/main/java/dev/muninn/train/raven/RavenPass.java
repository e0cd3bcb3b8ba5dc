package dev.muninn.train.raven;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.config.RavenConfig;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Forward and backward pass of a Raven model over batches: prelude, recurrences without and with a tape, coda, loss, and back
 * (Geiping et al. 2025, arXiv:2502.05171). The batch is divided into a fixed number of shards of whole sequences, each computed by
 * one thread with memory of its own, so results are the same bits with any number of threads. Buffers are kept from call to call;
 * only results are allocated. One call at a time.
 */
public final class RavenPass implements AutoCloseable {
    /** Shards of a batch; more threads than these are of no use. */
    public static final int SHARDS = 2;

    /** Rows of a chunk, the unit of forward and backward within a shard: enough to share the reading of weights, few enough for caches. */
    static final int CHUNK_ROWS = 512;

    private final RavenConfig config;
    private final List<RavenShard> shards;
    private final int threads;
    private final ExecutorService helpers;

    /** States begin as noise, as the model is used. The kernels stay the caller's to close. */
    public RavenPass(RavenConfig config, TrainingKernels kernels, LinearKernels linear, int threads) {
        this(config, kernels, linear, threads, StateInit.NOISE, SHARDS, CHUNK_ROWS);
    }

    /** @param shardCount other numbers round differently */
    public RavenPass(
            RavenConfig config,
            TrainingKernels kernels,
            LinearKernels linear,
            int threads,
            StateInit init,
            int shardCount,
            int chunkRows) {
        require(threads > 0, "training with %d threads, wanted at least one", threads);
        require(
                shardCount > 0 && chunkRows > 0,
                "found %d shards of %d rows, wanted both positive",
                shardCount,
                chunkRows);
        require(
                config.kvHeads() == config.heads(),
                "the model has %d num_key_value_heads for %d n_heads; training wants equal numbers",
                config.kvHeads(),
                config.heads());
        require(
                config.headWidth() % 2 == 0,
                "heads of width %d cannot be rotated in pairs, wanted an even width",
                config.headWidth());
        this.config = config;
        RavenWeights weights = RavenWeights.of(config, kernels, linear);
        this.shards = IntStream.range(0, shardCount)
                .mapToObj(i -> new RavenShard(config, kernels, linear, weights, init, chunkRows))
                .toList();
        this.threads = Math.min(threads, shardCount);
        this.helpers = Executors.newFixedThreadPool(
                Math.max(1, this.threads - 1),
                Thread.ofPlatform().daemon().name("muninn-train-", 1).factory());
    }

    /**
     * Adds the gradient of the batch's weighted mean loss to {@code gradient}.
     *
     * @param noiseSeed what the states before the first recurrence are drawn from, row by row
     * @param gradient laid out as the parameters
     */
    public PassResult train(
            Parameters parameters, Batch batch, Recurrences recurrences, long noiseSeed, float[] gradient) {
        require(
                recurrences.withoutGradient() >= 0 && recurrences.withGradient() > 0,
                "training with %d recurrences without gradient and %d with, wanted none or more and one or more",
                recurrences.withoutGradient(),
                recurrences.withGradient());
        require(
                gradient.length == parameters.size(),
                "the gradient has room for %d of %d parameters",
                gradient.length,
                parameters.size());
        check(parameters, batch);
        Task task = Task.of(
                parameters.values(),
                batch,
                recurrences.withoutGradient(),
                recurrences.withGradient(),
                noiseSeed,
                recurrences.total());
        List<RavenShard> used = run(task);
        for (RavenShard shard : used) {
            float[] part = shard.gradient;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += part[i];
            }
        }
        return result(task, used, 0);
    }

    /** The loss after {@code recurrences} recurrences. */
    public PassResult evaluate(Parameters parameters, Batch batch, int recurrences, long noiseSeed) {
        return evaluate(parameters, batch, new int[] {recurrences}, noiseSeed).getFirst();
    }

    /** The losses after each of {@code readoutsAt} recurrences, ascending, from one run of the core. */
    public List<PassResult> evaluate(Parameters parameters, Batch batch, int[] readoutsAt, long noiseSeed) {
        require(readoutsAt.length > 0, "evaluation after no recurrence at all, wanted at least one");
        for (int i = 0; i < readoutsAt.length; i++) {
            int before = i == 0 ? 0 : readoutsAt[i - 1];
            require(
                    readoutsAt[i] > before,
                    "evaluation after %d recurrences follows one after %d, wanted an ascending list",
                    readoutsAt[i],
                    before);
        }
        check(parameters, batch);
        int last = readoutsAt[readoutsAt.length - 1];
        Task task = Task.of(parameters.values(), batch, last, 0, noiseSeed, readoutsAt);
        List<RavenShard> used = run(task);
        return IntStream.range(0, readoutsAt.length)
                .mapToObj(i -> result(task, used, i))
                .toList();
    }

    private void check(Parameters parameters, Batch batch) {
        require(
                parameters.config().equals(config),
                "the parameters belong to another config than the pass: %s, %s",
                parameters.config(),
                config);
        require(batch.rows() > 0, "the batch has no rows");
        require(
                batch.length() <= config.maxPositions(),
                "sequences of %d tokens, the model holds at most %d (block_size)",
                batch.length(),
                config.maxPositions());
        for (int m = 0; m < batch.rows(); m++) {
            checkRow(batch, m);
        }
    }

    private void checkRow(Batch batch, int m) {
        int token = batch.tokens()[m];
        int target = batch.targets()[m];
        float weight = batch.weights()[m];
        int start = batch.documentStart()[m];
        if (token < 0 || token >= config.vocab()) {
            throw new MuninnException("row %d: token %d, wanted 0 to %d; does the tokenizer belong to the model?"
                    .formatted(m, token, config.vocab() - 1));
        }
        if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
            throw new MuninnException("row %d: weight %s, wanted a finite one of at least 0".formatted(m, weight));
        }
        if (weight > 0 && (target < 0 || target >= config.vocab())) {
            throw new MuninnException("row %d: target %d, wanted 0 to %d; rows without a target have weight 0"
                    .formatted(m, target, config.vocab() - 1));
        }
        if (start < m / batch.length() * batch.length() || start > m) {
            throw new MuninnException(
                    "row %d: its document starts at row %d, wanted one of its sequence's rows up to itself"
                            .formatted(m, start));
        }
    }

    /** Runs every shard that has sequences, and says which. */
    private List<RavenShard> run(Task task) {
        int sequences = task.batch().sequences();
        int count = Math.min(shards.size(), sequences);
        List<Future<?>> others = new ArrayList<>();
        for (int thread = 1; thread < Math.min(threads, count); thread++) {
            int own = thread;
            others.add(helpers.submit(() -> runEvery(own, count, task)));
        }
        try {
            runEvery(0, count, task);
        } finally {
            others.forEach(RavenPass::await);
        }
        return shards.subList(0, count);
    }

    /** The shards of one thread. */
    private void runEvery(int thread, int count, Task task) {
        int sequences = task.batch().sequences();
        for (int i = thread; i < count; i += threads) {
            int first = (int) ((long) sequences * i / count);
            int end = (int) ((long) sequences * (i + 1) / count);
            shards.get(i).run(task, first, end - first);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuninnException("training was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static PassResult result(Task task, List<RavenShard> used, int readout) {
        Task.Readout at = task.readouts().get(readout);
        double loss = 0;
        double cosines = 0;
        long pairs = 0;
        double[] norms = new double[at.recurrence()];
        for (RavenShard shard : used) {
            loss += shard.losses[readout];
            cosines += shard.cosines[readout];
            pairs += shard.pairs;
            for (int t = 0; t < norms.length; t++) {
                norms[t] += shard.stateNorms[t];
            }
        }
        float[] stateNorms = new float[norms.length];
        for (int t = 0; t < norms.length; t++) {
            stateNorms[t] = (float) (norms[t] / task.batch().rows());
        }
        float correlation = pairs == 0 ? 0f : (float) (cosines / pairs);
        return new PassResult(loss, at.losses(), at.correct(), stateNorms, correlation);
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
