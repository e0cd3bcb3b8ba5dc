package dev.muninn.eval.harness.run;

import dev.muninn.eval.proof.Watch;

/** What goes with asking a model: where answers are kept, who watches, how far it is. */
final class Asking {
    private final Journal journal;
    private final Watch watch;
    private final long total;
    private long done;
    private String title = "";

    /** @param total questions times recurrences */
    Asking(Journal journal, Watch watch, long total) {
        this.journal = journal;
        this.watch = watch;
        this.total = total;
    }

    Journal journal() {
        return journal;
    }

    boolean stopped() {
        return watch.stopped();
    }

    void begin(String name) {
        title = name;
        watch.at(title, done, total);
    }

    void advance(long work) {
        done += work;
        watch.at(title, done, total);
    }
}
