package dev.muninn.train.loop;

import dev.muninn.architecture.Depth;
import dev.muninn.error.MuninnException;
import dev.muninn.train.batch.Batch;
import dev.muninn.train.batch.Recurrences;
import dev.muninn.train.data.DocumentSource;
import dev.muninn.train.data.Packed;
import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.Plots;
import dev.muninn.train.metrics.StepReport;
import dev.muninn.train.optimizer.GradientNorm;
import dev.muninn.train.optimizer.MovingAverage;
import dev.muninn.train.optimizer.Optimizer;
import dev.muninn.train.optimizer.Optimizers;
import dev.muninn.train.optimizer.Workers;
import dev.muninn.train.parameters.Parameters;
import dev.muninn.train.recipe.Recipe;
import dev.muninn.train.tape.PassResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains by a recipe: steps, evaluations and checkpoints until the last step or until it is told to stop. What it computes at a
 * step depends on the recipe and the step alone, so a run that was killed goes on from its last checkpoint as if it never had been.
 */
public final class Trainer implements AutoCloseable {
    private final Recipe recipe;
    private final TrainerParts parts;
    private final TrainingListener listener;
    private final Workers workers;
    private final Optimizer optimizer;
    private final Optional<MovingAverage> average;
    private final Curriculum curriculum;
    private final Evaluator evaluator;
    private final Run run;
    private final float[] gradient;
    private long lastSave = System.nanoTime();

    /**
     * Begins a run, or goes on with the one in the output directory.
     *
     * @param mayChange whether to go on with a recipe other than the one that the run began with
     */
    public Trainer(Recipe recipe, TrainerParts parts, TrainingListener listener, boolean mayChange) {
        this.recipe = recipe;
        this.parts = parts;
        this.listener = listener;
        Parameters parameters = parts.parameters();
        this.workers = new Workers(recipe.threads());
        this.optimizer = Optimizers.of(recipe.optimizer(), parameters.all(), parts.linear(), workers);
        this.average = recipe.ema() == 0
                ? Optional.empty()
                : Optional.of(new MovingAverage(
                        Arrays.copyOf(parameters.values(), parameters.size()), recipe.ema(), workers));
        Depth depth = parameters.facts().loop().depth();
        this.curriculum = new Curriculum(
                recipe.curriculum().stream()
                        .map(phase -> phase.filledIn(depth.mean(), depth.backprop()))
                        .toList(),
                parts.sources(),
                recipe.seed());
        this.evaluator = new Evaluator(parts.pass(), parts.packer(), recipe, most(depth), parts.sources());
        this.gradient = new float[parameters.size()];
        this.run = Run.open(recipe, parameters, optimizer, average, mayChange);
    }

    /** Trains; true if the last step is done, false if {@code stop} asked for an end. Either way everything is saved. */
    public boolean run(BooleanSupplier stop) {
        listener.started(run.step(), parts.parameters().size());
        while (run.step() < recipe.steps() && !stop.getAsBoolean()) {
            step();
            afterStep(run.step() == recipe.steps());
        }
        if (run.unsaved()) {
            save();
        }
        boolean finished = run.step() >= recipe.steps();
        if (finished) {
            run.export(evaluated());
            Plots.write(recipe.output());
        }
        return finished;
    }

    private static int most(Depth depth) {
        return switch (depth) {
            case Depth.Fixed(int passes) -> passes;
            case Depth.Sampled _ -> Integer.MAX_VALUE;
        };
    }

    private void step() {
        long start = System.nanoTime();
        long step = run.step();
        Arrays.fill(gradient, 0f);
        DocumentSource source = curriculum.source(step);
        List<Packed> batches = new ArrayList<>();
        long documents = run.documents();
        for (int batch = 0; batch < recipe.batch().accumulation(); batch++) {
            Packed packed = parts.packer()
                    .pack(
                            source,
                            documents,
                            recipe.batch().sequences(),
                            recipe.batch().length());
            batches.add(packed);
            documents = packed.next();
        }
        double total = batches.stream()
                .mapToDouble(packed -> packed.batch().totalWeight())
                .sum();
        Accumulated found = new Accumulated();
        for (int batch = 0; batch < batches.size() && total > 0; batch++) {
            Packed packed = batches.get(batch);
            Recurrences depth = curriculum.recurrences(step, batch);
            PassResult result = parts.pass()
                    .train(
                            parts.parameters(),
                            taught(packed, batches),
                            depth,
                            recipe.depthLoss().at(step),
                            total,
                            Keys.of(recipe.seed(), Keys.Purpose.NOISE, step, batch),
                            gradient);
            requireFinite(result.loss(), step + 1);
            found.add(packed, depth, result);
        }
        double norm = GradientNorm.of(gradient, workers);
        requireFinite(norm, step + 1);
        double rate = recipe.schedule().at(step, recipe.steps());
        if (total > 0) { // else nothing in the step counts: nothing is learned, nothing forgotten
            optimizer.step(parts.parameters().values(), gradient, clip(norm), step + 1, rate);
            average.ifPresent(ema -> ema.add(parts.parameters().values(), step + 1));
        }
        StepReport report = found.report(step + 1, rate, norm, (System.nanoTime() - start) / 1e9);
        run.took(report, documents);
        listener.step(report);
    }

    /** With the rows that are compared to the teacher, if there is one. */
    private Batch taught(Packed packed, List<Packed> step) {
        return recipe.teacher()
                .map(teacher -> packed.batch().withTeacher(TeacherRows.weights(teacher, packed, step)))
                .orElse(packed.batch());
    }

    private float clip(double norm) {
        double most = recipe.optimizer().clip();
        return (float) (most > 0 && norm > most ? most / norm : 1);
    }

    private void afterStep(boolean last) {
        long every = recipe.evaluation().every();
        if (every > 0 && (last || run.step() % every == 0)) {
            EvaluationReport report = evaluate();
            run.evaluated(report);
            listener.evaluated(report);
        }
        Recipe.Checkpoints when = recipe.checkpoints();
        boolean bySteps = when.steps() > 0 && run.step() % when.steps() == 0;
        boolean byTime = when.minutes() > 0 && System.nanoTime() - lastSave >= when.minutes() * 60e9;
        if (bySteps || byTime || last) {
            save();
        }
    }

    private void save() {
        listener.saved(run.save());
        lastSave = System.nanoTime();
    }

    private float[] evaluated() {
        return average.map(MovingAverage::values).orElse(parts.parameters().values());
    }

    /** With the averaged weights, if there are any; they take the others' place for as long as it lasts. */
    private EvaluationReport evaluate() {
        float[] values = parts.parameters().values();
        float[] trained = Arrays.copyOf(values, parts.parameters().size());
        try {
            System.arraycopy(evaluated(), 0, values, 0, trained.length);
            return evaluator.run(parts.parameters(), run.step());
        } finally {
            System.arraycopy(trained, 0, values, 0, trained.length);
        }
    }

    private void requireFinite(double value, long step) {
        if (Double.isFinite(value)) {
            return;
        }
        Parameters parameters = parts.parameters();
        String where = Finite.firstBroken(parameters.all(), parameters.values())
                .map(parameter -> "the weights of '" + parameter.name() + "'")
                .or(() -> Finite.firstBroken(parameters.all(), gradient)
                        .map(parameter -> "the gradient of '" + parameter.name() + "'"))
                .orElse("the loss alone");
        throw new MuninnException(
                "step %d: the loss or gradient is not finite; first in %s; last good checkpoint: %s; try a lower learning rate, a longer warm-up or clipping"
                        .formatted(
                                step, where, run.latest().map(Object::toString).orElse("none yet")));
    }

    @Override
    public void close() {
        run.close();
        workers.close();
    }
}
