package dev.muninn.generate;

import dev.muninn.exit.ExitCriterion;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.LatentDifference;
import dev.muninn.generate.TokenEvent.TraceStep;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Rows that think to the same depth and exit together: one position, or a whole prompt. */
final class ExitGroup implements ExitCriterion.LatentStates, ExitCriterion.Readout {
    final List<Row> rows;
    private final RecurrentModel model;
    private final ExitPolicy policy;
    private final boolean mayExitEarly;
    private final int recurrences;
    private final ExitCriterion.Tracker tracker;
    private final boolean tracing;
    private final OptionalInt topLogProbabilities;
    private List<TraceStep> trace = List.of();
    /** Of the last row, from the first one on; while tracing. */
    private final List<float[]> states = new ArrayList<>();

    private boolean askReadout;
    private boolean exited;
    /** Where the token was read out; 0 before. */
    private int exitStep;

    ExitGroup(Request request, RecurrentModel model, List<Row> rows, boolean prefill) {
        this.rows = rows;
        this.model = model;
        this.policy = request.exit();
        this.mayExitEarly = !prefill || policy.inPrefill();
        this.recurrences = request.recurrences();
        this.tracker = policy.criterion().newTracker();
        this.tracing = request.trace();
        this.topLogProbabilities = request.topLogProbabilities();
    }

    /** Whether the rows have just been given their tokens. */
    boolean isNew() {
        return last().step == 0;
    }

    /** The rows have their first states. */
    void begin() {
        tracker.begin(this);
        askReadout = false;
        exited = false;
        exitStep = 0;
        if (tracing) {
            trace = new ArrayList<>();
            states.clear();
            states.add(last().state.clone());
        }
    }

    /** After a core step: asks a criterion on states. True if the rows must be read out. */
    boolean afterStep() {
        int step = last().step;
        boolean asked = mayExitEarly && !exited && policy.asks(step);
        askReadout = asked && policy.criterion().needsLogits();
        if (asked && !askReadout) {
            exited = tracker.reached(this, this) && policy.mayExit(step);
        }
        return exitStep == 0 && (exited || step >= recurrences || askReadout || tracing);
    }

    /** After the readout: asks a criterion on logits. */
    void afterReadout() {
        int step = last().step;
        if (askReadout) {
            exited = tracker.reached(this, this) && policy.mayExit(step);
        }
        if (tracing) {
            double moved = LatentDifference.relativeDistance(last().state, states.getLast());
            trace.add(TopTokens.step(step, moved, tracker.value(), lastReadout(), last().state));
            states.add(last().state.clone());
        }
        if (exited || step >= recurrences) {
            exitStep = step;
        }
    }

    /** Whether the rows are final: read out, and as deep as they go. */
    boolean done() {
        return last().step >= recurrences || exited && policy.afterExit() == ExitPolicy.AfterExit.STOP;
    }

    /** The token that the last row's readout gave, as an event. */
    TokenEvent event(int token) {
        return new TokenEvent(
                token,
                last().position + 1,
                exitStep,
                exited,
                tracker.value(),
                logProbabilities(topLogProbabilities, lastReadout(), token),
                trace,
                path());
    }

    /** From the whole states, of which only sketches are kept. */
    private Optional<Trajectory.Kind> path() {
        return trace.size() < Trajectory.FEWEST
                ? Optional.empty()
                : Optional.of(new Trajectory(states.toArray(float[][]::new)).kind());
    }

    /** Of {@code token}, if {@code top} others are asked for. */
    static Optional<TokenLogProbabilities> logProbabilities(OptionalInt top, float[] logits, int token) {
        return top.isEmpty() ? Optional.empty() : Optional.of(TokenLogProbabilities.of(logits, token, top.getAsInt()));
    }

    /** Appends the rows; unlike {@link List#addAll} without an array in between. */
    void addTo(List<Row> batch) {
        for (int i = 0; i < rows.size(); i++) {
            batch.add(rows.get(i));
        }
    }

    Row last() {
        return rows.getLast();
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public float[] row(int i) {
        return rows.get(i).state;
    }

    @Override
    public float[] logits() {
        if (!askReadout) {
            throw new IllegalStateException(
                    "the exit criterion reads logits but its needsLogits() is false: " + policy.criterion());
        }
        return lastReadout();
    }

    /** The last row's logits as of its last readout, however deep that was. */
    float[] lastReadout() {
        return Objects.requireNonNull(last().logits);
    }

    @Override
    public double gate() {
        return model.exitGate(last());
    }
}
