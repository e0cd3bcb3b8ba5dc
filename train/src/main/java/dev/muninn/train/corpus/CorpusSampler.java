package dev.muninn.train.corpus;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;
import dev.muninn.generate.LiveBatch;
import dev.muninn.generate.LiveJob;
import dev.muninn.generate.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Has a model answer the items of a plan, many of them in one batch, and writes what is new to a corpus: in the items' order, so that what
 * it holds does not depend on how many run beside one another. Left out are empty replies, those that were cut at the token limit, and
 * those that the corpus has already, capitals and white space aside.
 */
public final class CorpusSampler {
    /** Without so many lines in so many items, the plan is exhausted. */
    private static final int PATIENCE = 50;

    private static final int FEWEST_TRIED = 1000;
    private static final int SAVE_EVERY = 50;

    private final CorpusPlan plan;
    private final Voice voice;
    private final Set<String> known = new HashSet<>();
    private final Counts counts = new Counts();

    /** What a sampler was doing. */
    public static final class Counts {
        private long duplicates;
        private long cut;
        private long empty;
        private long tokens;

        public long duplicates() {
            return duplicates;
        }

        public long cut() {
            return cut;
        }

        public long empty() {
            return empty;
        }

        /** Generated in this session. */
        public long tokens() {
            return tokens;
        }
    }

    /** How items become requests, and tokens text and lines. */
    public interface Voice {
        Request request(CorpusPlan.Item item);

        String reply(Generated generated);

        /** A line of JSONL. */
        String line(CorpusPlan.Item item, String reply);

        /** The reply in a line of the corpus; empty if there is none. */
        Optional<String> reply(dev.muninn.train.jsonl.JsonlLine line);
    }

    private record Running(CorpusPlan.Item item, LiveJob<Generated> job) {}

    public CorpusSampler(CorpusPlan plan, Voice voice) {
        this.plan = plan;
        this.voice = voice;
    }

    public Counts counts() {
        return counts;
    }

    /**
     * Samples until the corpus has {@code wanted} lines or {@code stop} says so.
     *
     * @param together items that run beside one another
     * @return whether it has them
     */
    public boolean run(LiveBatch batch, CorpusFile corpus, long wanted, int together, BooleanSupplier stop) {
        require(together >= 1, "%d items beside one another; wanted 1 or more", together);
        corpus.found().forEach(line -> voice.reply(line).ifPresent(reply -> known.add(key(reply))));
        Deque<Running> running = new ArrayDeque<>();
        long next = corpus.next();
        long tried = 0;
        long written = 0;
        while (corpus.lines() < wanted && !stop.getAsBoolean()) {
            while (running.size() < 2L * together) { // the oldest may take longest: others go on behind it
                CorpusPlan.Item item = plan.item(next++);
                running.add(new Running(item, batch.add(voice.request(item), token -> true)));
            }
            batch.tick();
            while (!running.isEmpty() && running.element().job().outcome().isDone() && corpus.lines() < wanted) {
                Running done = running.remove();
                tried++;
                written += take(done, corpus) ? 1 : 0;
                corpus.done(done.item().index() + 1);
                if (tried % SAVE_EVERY == 0) {
                    corpus.save();
                }
            }
            require(
                    tried < FEWEST_TRIED || written * PATIENCE > tried,
                    "of %d replies %d were new (%d known already, %d cut at the token limit, %d empty); wanted more prompts or topics, a"
                            + " higher temperature or more tokens",
                    tried,
                    written,
                    counts.duplicates,
                    counts.cut,
                    counts.empty);
        }
        corpus.save();
        return corpus.lines() >= wanted;
    }

    private boolean take(Running done, CorpusFile corpus) {
        Generated generated = done.job().outcome().join();
        counts.tokens += generated.tokens().size();
        String reply = voice.reply(generated).strip();
        if (reply.isEmpty()) {
            counts.empty++;
        } else if (generated.finish() == Finish.LENGTH) {
            counts.cut++;
        } else if (!known.add(key(reply))) {
            counts.duplicates++;
        } else {
            corpus.add(voice.line(done.item(), reply));
            return true;
        }
        return false;
    }

    private static String key(String reply) {
        return reply.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }
}
