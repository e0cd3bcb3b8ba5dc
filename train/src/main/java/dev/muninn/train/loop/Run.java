package dev.muninn.train.loop;

import dev.muninn.error.MuninnException;
import dev.muninn.train.metrics.CsvLog;
import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.EventFile;
import dev.muninn.train.metrics.LogFile;
import dev.muninn.train.metrics.RunLog;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.optimizer.MovingAverage;
import dev.muninn.train.optimizer.Optimizer;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.parameters.StoredParameters;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.recipe.RecipeFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A run on disk: its output directory with checkpoints, logs and the model at the end; and how far it is. */
final class Run implements AutoCloseable {
    private final Recipe recipe;
    private final Parameters parameters;
    private final CheckpointStore store;
    private final RunLock lock;
    private final List<RunLog> logs;
    private final Map<String, float[]> arrays;
    private RunState state;
    private long savedStep;

    private Run(
            Recipe recipe, Parameters parameters, RunLock lock, CheckpointStore store, Map<String, float[]> arrays) {
        this.lock = lock;
        this.recipe = recipe;
        this.parameters = parameters;
        this.store = store;
        this.arrays = arrays;
        this.logs = List.of(new CsvLog(recipe.output()), new EventFile(recipe.output()));
        this.state = RunState.start(RecipeFacts.of(recipe));
        this.savedStep = -1;
    }

    /** Begins a run, or goes on with the one in the output directory: weights, optimizer and average are read from it. */
    static Run open(
            Recipe recipe,
            Parameters parameters,
            Optimizer optimizer,
            Optional<MovingAverage> average,
            boolean mayChange) {
        Map<String, float[]> arrays = new TreeMap<>(optimizer.state());
        average.ifPresent(ema -> arrays.put("ema", ema.values()));
        RunLock lock = RunLock.of(recipe.output());
        CheckpointStore store = new CheckpointStore(
                recipe.output().resolve("checkpoints"),
                recipe.model(),
                recipe.checkpoints().keep());
        store.tidy();
        Run run = new Run(recipe, parameters, lock, store, arrays);
        try {
            run.resume(mayChange);
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private void resume(boolean mayChange) {
        Optional<Path> checkpoint = store.latest();
        if (checkpoint.isPresent()) {
            Path from = checkpoint.get();
            RunState found = TrainerFiles.state(from);
            if (!mayChange) {
                requireSameRecipe(found);
            }
            Parameters read = StoredParameters.load(from, parameters::trains);
            MuninnException.require(
                    read.facts().equals(parameters.facts()),
                    "%s: its model is another than the recipe's; give the new model another output directory",
                    from);
            System.arraycopy(read.values(), 0, parameters.values(), 0, parameters.size());
            TrainerFiles.read(from, arrays);
            state = new RunState(
                    found.step(), found.documents(), found.tokens(), found.seconds(), state.recipe(), found.logs());
            savedStep = state.step();
        }
        files().forEach(file -> file.cut(state.logs().getOrDefault(file.name(), 0L)));
    }

    private void requireSameRecipe(RunState found) {
        state.recipe().differenceFrom(found.recipe()).ifPresent(difference -> {
            throw new MuninnException(
                    "%s: holds a run of another recipe: %s; go on with the change by --changed-recipe, or name another output"
                            .formatted(recipe.output(), difference));
        });
    }

    long step() {
        return state.step();
    }

    long documents() {
        return state.documents();
    }

    boolean unsaved() {
        return savedStep != state.step();
    }

    Optional<Path> latest() {
        return store.latest();
    }

    /** A step was taken, and {@code documents} is the number of the next document. */
    void took(StepReport report, long documents) {
        state = new RunState(
                report.step(),
                documents,
                state.tokens() + report.tokens(),
                state.seconds() + report.seconds(),
                state.recipe(),
                state.logs());
        logs.forEach(log -> log.step(report));
    }

    void evaluated(EvaluationReport report) {
        logs.forEach(log -> log.evaluation(report));
    }

    Path save() {
        Map<String, Long> lengths = new TreeMap<>();
        files().forEach(file -> {
            file.force();
            lengths.put(file.name(), file.length());
        });
        state = new RunState(state.step(), state.documents(), state.tokens(), state.seconds(), state.recipe(), lengths);
        Path saved = store.save(parameters, state, arrays);
        savedStep = state.step();
        return saved;
    }

    /** Writes the model that the run was for: {@code OUTPUT/model}. */
    void export(float[] values) {
        CheckpointStore.export(recipe.output().resolve("model"), parameters, values, recipe.model());
    }

    private List<LogFile> files() {
        return logs.stream().flatMap(log -> log.files().stream()).toList();
    }

    @Override
    public void close() {
        logs.forEach(RunLog::close);
        lock.close();
    }
}
