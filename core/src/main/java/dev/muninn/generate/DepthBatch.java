package dev.muninn.generate;

import dev.muninn.events.CoreStepEvent;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.kernels.KvFormat;
import dev.muninn.model.RecurrentModel;
import dev.muninn.model.Row;
import dev.muninn.model.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one hot loop: jobs in flight, each with rows at their own depths, all going through the core together. A tick admits
 * new rows, steps the live ones, asks the exits and retires. Whatever a job's own code throws, and whatever memory it lacks,
 * ends that job and no other. Not safe for several threads.
 */
final class DepthBatch implements AutoCloseable {
    /** One part of a forward pass, over some rows. */
    private interface Part {
        void run(List<Row> rows, Scratch scratch);
    }

    /** Which rows of a job take part. */
    private interface Collecting {
        void from(Decoder decoder, List<Row> rows);
    }

    /** Takes the pages that a part will write for a row. */
    private interface Growing {
        void grow(Row row);
    }

    private final int blockRows;
    private final int promptRows;
    private final Pace pace;
    /** What stands for the rows that compute on in lockstep; null where none do. */
    private final @Nullable RunOnRows runOn;

    private final Part embed;
    private final Part coreStep;
    private final Part readout;
    private final Scratch scratch = new Scratch();
    private final List<LiveJob<?>> jobs = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private int firstServed;
    private long coreSteps;
    private long rowSteps;

    /**
     * @param blockRows rows that go through the model at once; more are taken block by block, to the same bits
     * @param promptRows rows of known tokens that one tick moves at most, of all jobs together
     */
    DepthBatch(RecurrentModel model, int blockRows, int promptRows, Pace pace) {
        this.blockRows = blockRows;
        this.promptRows = promptRows;
        this.pace = pace;
        this.runOn = pace == Pace.LOCKSTEP ? new RunOnRows(model) : null;
        this.embed = model::embed;
        this.coreStep = model::coreStep;
        this.readout = model::readout;
    }

    /** In the order they were added. */
    List<LiveJob<?>> jobs() {
        return jobs;
    }

    /** Recurrences of all live rows so far, counted once each. */
    long coreSteps() {
        return coreSteps;
    }

    long rowSteps() {
        return rowSteps;
    }

    /** One core step over all live rows; jobs that end are moved to {@code ended}. */
    void tick(List<LiveJob<?>> ended) {
        beginRound();
        grantPromptRows();
        collect(Decoder::collectNew, row -> row.cache.growPrelude(row.position));
        if (runOn != null) {
            jobs.forEach(job -> job.roundRows.embed(job.collected));
        }
        inBlocks(embed);
        for (int i = 0; i < jobs.size(); i++) {
            onEmbedded(jobs.get(i));
        }
        collect(Decoder::collectLive, row -> row.cache.growCore(row.step, row.position));
        if (runOn != null) {
            jobs.forEach(job -> job.roundRows.step(job.collected));
            runOn.addTo(rows, jobs);
        }
        step();
        collect(Decoder::collectReadouts, row -> row.cache.growCoda(row.position));
        inBlocks(readout);
        for (int i = jobs.size() - 1; i >= 0; i--) {
            if (isOver(jobs.get(i))) {
                ended.add(jobs.remove(i));
            }
        }
    }

    /** In lockstep a round lasts until every job has finished a token; without, every tick is one. */
    private void beginRound() {
        boolean over = true;
        for (int i = 0; i < jobs.size(); i++) {
            over &= !jobs.get(i).inRound;
        }
        for (int i = 0; i < jobs.size() && (over || pace == Pace.CONTINUOUS); i++) {
            LiveJob<?> job = jobs.get(i);
            job.inRound = true;
            if (over) {
                job.roundRows.begin();
            }
        }
    }

    /** Shares a tick's room for prompts evenly, the first to be served taking turns. */
    private void grantPromptRows() {
        int wanting = 0;
        for (int i = 0; i < jobs.size(); i++) {
            wanting += wants(jobs.get(i)) > 0 ? 1 : 0;
        }
        int left = promptRows;
        firstServed++;
        for (int i = 0; wanting > 0; i++) {
            LiveJob<?> job = jobs.get(Math.floorMod(firstServed + i, jobs.size()));
            int wants = wants(job);
            if (wants > 0) {
                int granted = Math.min(wants, (int) (((long) left + wanting - 1) / wanting));
                decoder(job).grant(granted);
                left -= granted;
                wanting--;
            }
        }
    }

    private static int wants(LiveJob<?> job) {
        return takesPart(job) ? decoder(job).promptRows() : 0;
    }

    private void collect(Collecting which, Growing pages) {
        rows.clear();
        for (int i = 0; i < jobs.size(); i++) {
            LiveJob<?> job = jobs.get(i);
            int from = rows.size();
            try {
                if (takesPart(job)) {
                    which.from(decoder(job), rows);
                    for (int r = from; r < rows.size(); r++) {
                        pages.grow(rows.get(r));
                    }
                }
            } catch (Throwable e) { // the job's own, whatever it is
                rows.subList(from, rows.size()).clear();
                job.failure = e;
            }
            job.collected = rows.size() - from;
        }
    }

    private static void onEmbedded(LiveJob<?> job) {
        try {
            if (takesPart(job)) {
                decoder(job).onEmbedded();
            }
        } catch (Throwable e) { // as above
            job.failure = e;
        }
    }

    private void step() {
        if (rows.isEmpty()) {
            return; // a prompt is still being embedded
        }
        var event = new CoreStepEvent();
        event.begin();
        inBlocks(coreStep);
        coreSteps++;
        rowSteps += rows.size();
        if (event.shouldCommit()) {
            event.rows = rows.size();
            event.deepest = rows.stream().mapToInt(row -> row.step).max().orElse(0);
            event.commit();
        }
    }

    private static boolean isOver(LiveJob<?> job) {
        if (takesPart(job)) {
            try {
                Decoder next = decoder(job).onReadout();
                job.decoder = next;
                job.inRound = next != null && !next.betweenTokens();
            } catch (Throwable e) { // as above
                job.failure = e;
            }
        }
        return job.decoder == null || job.failure != null;
    }

    @Override
    public void close() {
        if (runOn != null) {
            runOn.close();
        }
    }

    private static boolean takesPart(LiveJob<?> job) {
        return job.inRound && job.failure == null;
    }

    private static Decoder decoder(LiveJob<?> job) {
        return Objects.requireNonNull(job.decoder);
    }

    /** A block's rows share a KV format, as attention reads one at a time. */
    private void inBlocks(Part part) {
        for (int from = 0; from < rows.size(); ) {
            KvFormat format = format(from);
            int to = from + 1;
            while (to < rows.size() && to - from < blockRows && format(to) == format) {
                to++;
            }
            part.run(to - from == rows.size() ? rows : rows.subList(from, to), scratch);
            from = to;
        }
    }

    private KvFormat format(int row) {
        return rows.get(row).cache.geometry().format();
    }
}
