package dev.muninn.cli.train;

import dev.muninn.train.loop.TrainingListener;
import dev.muninn.train.metrics.EvaluationReport;
import dev.muninn.train.metrics.StepReport;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Says how far a run is: a line that is written over on a terminal, a line now and then elsewhere. */
public final class ProgressPrinter implements TrainingListener {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 15_000_000_000L;
    private static final int WIDTH = 150;

    private final boolean terminal;
    private final long steps;
    private final Consumer<String> out;
    private final ProgressLine line;
    private long lastShown;

    /**
     * Prints to {@code out}.
     *
     * @param steps of the whole run
     * @param out prints text as it is; lines come with their ends
     */
    public ProgressPrinter(boolean terminal, long steps, Consumer<String> out) {
        this.terminal = terminal;
        this.steps = steps;
        this.out = out;
        this.line = new ProgressLine(steps);
    }

    @Override
    public void started(long step, long parameters) {
        println(
                step == 0
                        ? "training %,d parameters".formatted(parameters)
                        : step >= steps
                                ? "already trained for %,d steps".formatted(step)
                                : "going on after step %,d, %,d parameters".formatted(step, parameters));
    }

    @Override
    public void step(StepReport report) {
        line.add(report);
        long now = System.nanoTime();
        boolean due = lastShown == 0 || now - lastShown >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
        if (!due && report.step() != steps) {
            return;
        }
        lastShown = now;
        String text = line.text(report);
        if (terminal && report.step() != steps) {
            out.accept("\r" + text.substring(0, Math.min(text.length(), WIDTH)) + "\033[K");
        } else {
            println(text);
        }
    }

    @Override
    public void evaluated(EvaluationReport report) {
        line.add(report);
        println(ProgressLine.text(report));
        ProgressLine.byFamily(report).forEach(this::println);
    }

    @Override
    public void saved(Path checkpoint) {
        if (!terminal) {
            println("saved " + checkpoint);
        }
    }

    private void println(String text) {
        out.accept((terminal ? "\r\033[K" : "") + text + System.lineSeparator());
    }
}
