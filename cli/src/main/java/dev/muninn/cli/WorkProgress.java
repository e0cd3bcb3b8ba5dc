package dev.muninn.cli;

import dev.muninn.eval.proof.Watch;

/** A line that moves on a terminal, a line a part of the work elsewhere; Ctrl-C ends the work with what there is. */
final class WorkProgress implements Watch, AutoCloseable {
    private final Progress line;
    private final String kind;
    private final StopRequest stop;
    private final boolean lines;
    private final long start = System.nanoTime();
    private String part = "";

    /**
     * @param kind stands before a part's name on a line of its own, such as "section "
     */
    WorkProgress(String title, String kind, boolean quiet, StopRequest stop) {
        this.line = new Progress(title, quiet);
        this.kind = kind;
        this.stop = stop;
        this.lines = !quiet && !Progress.onTerminal();
    }

    @Override
    public boolean stopped() {
        return stop.requested();
    }

    @Override
    public void at(String name, long done, long total) {
        if (lines && !name.equals(part)) {
            long seconds = (System.nanoTime() - start) / 1_000_000_000L;
            System.err.println("muninn: " + kind + name + "; " + 100 * done / Math.max(1, total) + " % done in "
                    + Units.duration(seconds)
                    + (done == 0 ? "" : ", about " + Units.duration(seconds * (total - done) / done) + " left"));
        }
        part = name;
        line.show(done, total, name);
    }

    @Override
    public void close() {
        line.close();
    }
}
