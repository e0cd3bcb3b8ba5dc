package dev.muninn.eval.proof;

import java.util.Optional;

/** What sections share: the models, the plan, the clock, and the depth curves that three of them read. One thread. */
final class Context {
    private final Models models;
    private final Subject subject;
    private final Plan plan;
    private final Watch watch;
    private final long total;
    private String section = "";
    private long done;
    private Optional<DepthCurves> curves = Optional.empty();

    /** @param total work of all sections, in the unit of {@link #did} */
    Context(Models models, Subject subject, Plan plan, Watch watch, long total) {
        this.models = models;
        this.subject = subject;
        this.plan = plan;
        this.watch = watch;
        this.total = total;
    }

    Models models() {
        return models;
    }

    Subject subject() {
        return subject;
    }

    Plan plan() {
        return plan;
    }

    void begin(String title) {
        section = title;
        watch.at(section, done, total);
    }

    /** So many problems' recurrences are done. */
    void did(long work) {
        done += work;
        watch.at(section, Math.min(done, total), total);
    }

    boolean stopped() {
        return watch.stopped();
    }

    /** Measured when first asked for. */
    DepthCurves curves() {
        if (curves.isEmpty()) {
            curves = Optional.of(DepthCurves.measure(this));
        }
        return curves.get();
    }
}
