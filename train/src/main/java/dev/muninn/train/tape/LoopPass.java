package dev.muninn.train.tape;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Tensor;
import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.model.StateInit;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Forward and backward pass of a model of any family over batches: prelude, recurrences without and with a tape, coda, loss, and back
 * (Geiping et al. 2025, arXiv:2502.05171). The batch is divided among replicas, whole sequences each, every one computed by one thread
 * with memory of its own, so results are the same bits with any number of threads; another number of replicas rounds differently.
 * Buffers are kept from call to call; only results are allocated. One call at a time.
 */
public final class LoopPass implements Pass {
    /** Rows of a chunk: enough to share the reading of weights, few enough for caches. */
    public static final int CHUNK_ROWS = 512;

    /**
     * How a pass works.
     *
     * @param replicas parts of a batch that are computed side by side; part of a run's bits
     * @param threads that compute them; more than replicas are of no use
     * @param init what states begin as where they begin as noise
     * @param chunkRows the unit of forward and backward within a replica
     * @param recompute whether a recurrence is computed again before its backward pass: one is kept instead of all, at a third more work
     */
    public record Settings(int replicas, int threads, StateInit init, int chunkRows, boolean recompute) {
        public Settings {
            require(threads > 0, "training with %d threads, wanted at least one", threads);
            require(
                    replicas > 0 && chunkRows > 0,
                    "found %d replicas of %d rows, wanted both positive",
                    replicas,
                    chunkRows);
        }

        public static Settings of(int replicas, int threads) {
            return new Settings(replicas, threads, StateInit.NOISE, CHUNK_ROWS, false);
        }
    }

    private final Parameters parameters;
    private final Architecture facts;
    private final List<Replica> replicas;
    private final Optional<Teacher> teacher;
    private final List<Optional<Teacher.Seat>> seats;
    private final int threads;
    private final ExecutorService helpers;

    /** The kernels stay the caller's to close. */
    public LoopPass(
            Parameters parameters,
            TrainingKernels kernels,
            LinearKernels linear,
            Settings settings,
            Optional<Teacher> teacher) {
        this.parameters = parameters;
        this.facts = parameters.facts();
        this.teacher = teacher;
        teacher.ifPresent(t -> require(
                t.vocab() == facts.vocab(),
                "the teacher's vocabulary has %d tokens, the model's %d; a teacher has to have the same tokenizer",
                t.vocab(),
                facts.vocab()));
        Plan plan = Plan.of(parameters, kernels, linear, settings.init(), settings.chunkRows(), settings.recompute());
        this.replicas = IntStream.range(0, settings.replicas())
                .mapToObj(i -> new Replica(plan))
                .toList();
        this.seats = IntStream.range(0, settings.replicas())
                .mapToObj(i -> teacher.map(t -> t.new Seat(kernels, linear)))
                .toList();
        this.threads = Math.min(settings.threads(), settings.replicas());
        this.helpers = Executors.newFixedThreadPool(
                Math.max(1, this.threads - 1),
                Thread.ofPlatform().daemon().name("muninn-train-", 1).factory());
    }

    @Override
    public PassResult train(
            Parameters trained,
            Batch batch,
            Recurrences recurrences,
            Objective objective,
            double total,
            long noiseSeed,
            float[] gradient) {
        require(
                recurrences.withoutGradient() >= 0 && recurrences.withGradient() > 0,
                "training with %d recurrences without gradient and %d with, wanted none or more and one or more",
                recurrences.withoutGradient(),
                recurrences.withGradient());
        require(
                gradient.length == parameters.size(),
                "the gradient has room for %d of %d trained parameters",
                gradient.length,
                parameters.size());
        facts.loop().depth().check(recurrences.total());
        check(objective, recurrences);
        check(trained, batch);
        Task task = new Task(
                parameters.values(),
                batch,
                Task.divided(batch.weights(), total),
                teacher.isPresent() ? batch.teacherWeights() : new float[0],
                recurrences.withoutGradient(),
                recurrences.withGradient(),
                objective,
                noiseSeed,
                Task.readouts(batch, recurrences.total()));
        List<Replica> used = run(task);
        for (Replica replica : used) {
            float[] part = replica.gradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += part[i];
            }
        }
        return result(task, used, 0);
    }

    private void check(Objective objective, Recurrences recurrences) {
        if (objective instanceof Objective.Exits) {
            require(
                    parameters.layout().find(Tensor.EXIT_GATE).isPresent(),
                    "the loss is weighed by an exit gate, which this model (%s) does not have",
                    facts.family());
            require(
                    recurrences.withoutGradient() == 0,
                    "%d of %d recurrences have no gradient; a loss that is weighed by exits needs all of them: set backprop_depth to"
                            + " the most recurrences",
                    recurrences.withoutGradient(),
                    recurrences.total());
        }
    }

    /** The losses after {@code recurrences} recurrences. */
    public PassResult evaluate(Parameters trained, Batch batch, int recurrences, long noiseSeed) {
        return evaluate(trained, batch, new int[] {recurrences}, noiseSeed).getFirst();
    }

    @Override
    public List<PassResult> evaluate(Parameters trained, Batch batch, int[] readoutsAt, long noiseSeed) {
        require(readoutsAt.length > 0, "evaluation after no recurrence at all, wanted at least one");
        for (int i = 0; i < readoutsAt.length; i++) {
            int before = i == 0 ? 0 : readoutsAt[i - 1];
            require(
                    readoutsAt[i] > before,
                    "evaluation after %d recurrences follows one after %d, wanted an ascending list",
                    readoutsAt[i],
                    before);
        }
        check(trained, batch);
        int last = readoutsAt[readoutsAt.length - 1];
        facts.loop().depth().check(last);
        Task task = new Task(
                parameters.values(),
                batch,
                Task.divided(batch.weights(), batch.totalWeight()),
                new float[0],
                last,
                0,
                Objective.LAST,
                noiseSeed,
                Task.readouts(batch, readoutsAt));
        List<Replica> used = run(task);
        return IntStream.range(0, readoutsAt.length)
                .mapToObj(i -> result(task, used, i))
                .toList();
    }

    private void check(Parameters trained, Batch batch) {
        require(trained == parameters, "the parameters are not those that the pass was made for");
        require(batch.rows() > 0, "the batch has no rows");
        require(
                batch.length() <= facts.context(),
                "sequences of %d tokens, the model holds at most %d",
                batch.length(),
                facts.context());
        for (int m = 0; m < batch.rows(); m++) {
            checkRow(batch, m);
        }
    }

    private void checkRow(Batch batch, int m) {
        int token = batch.tokens()[m];
        int target = batch.targets()[m];
        float weight = batch.weights()[m];
        int start = batch.documentStart()[m];
        if (token < 0 || token >= facts.vocab()) {
            throw new MuninnException("row %d: token %d, wanted 0 to %d; does the tokenizer belong to the model?"
                    .formatted(m, token, facts.vocab() - 1));
        }
        if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
            throw new MuninnException("row %d: weight %s, wanted a finite one of at least 0".formatted(m, weight));
        }
        if (weight > 0 && (target < 0 || target >= facts.vocab())) {
            throw new MuninnException("row %d: target %d, wanted 0 to %d; rows without a target have weight 0"
                    .formatted(m, target, facts.vocab() - 1));
        }
        if (start < m / batch.length() * batch.length() || start > m) {
            throw new MuninnException(
                    "row %d: its document starts at row %d, wanted one of its sequence's rows up to itself"
                            .formatted(m, start));
        }
    }

    /** Runs every replica that has sequences, and says which. */
    private List<Replica> run(Task task) {
        int sequences = task.batch().sequences();
        int count = Math.min(replicas.size(), sequences);
        List<Future<?>> others = new ArrayList<>();
        for (int thread = 1; thread < Math.min(threads, count); thread++) {
            int own = thread;
            others.add(helpers.submit(() -> runEvery(own, count, task)));
        }
        try {
            runEvery(0, count, task);
        } finally {
            others.forEach(LoopPass::await);
        }
        return replicas.subList(0, count);
    }

    /** The replicas of one thread. */
    private void runEvery(int thread, int count, Task task) {
        int sequences = task.batch().sequences();
        boolean teaches = task.teacherWeights().length > 0;
        for (int i = thread; i < count; i += threads) {
            int first = (int) ((long) sequences * i / count);
            int end = (int) ((long) sequences * (i + 1) / count);
            replicas.get(i).run(task, first, end - first, teaches ? seats.get(i) : Optional.empty());
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

    private static PassResult result(Task task, List<Replica> used, int readout) {
        Task.Readout at = task.readouts().get(readout);
        double loss = 0;
        double cosines = 0;
        long pairs = 0;
        double[] norms = new double[at.recurrence()];
        for (Replica replica : used) {
            loss += replica.sums.losses[readout];
            cosines += replica.sums.cosines[readout];
            pairs += replica.sums.pairs;
            for (int t = 0; t < norms.length; t++) {
                norms[t] += replica.sums.stateNorms[t];
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
