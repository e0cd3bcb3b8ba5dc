package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings the missing bytes of one partial file here, over several connections where the server answers ranges. The first request
 * finds out: a server that answers with the whole file is read from the start, on one connection.
 */
final class Transfer {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final int BUFFER = 1 << 16;

    private final HubApi api;
    private final Waiting waiting;
    private final Semaphore connections;
    private final ExecutorService threads;
    private final Tally tally;
    private final String repo;
    private final RemoteFile file;
    private final Partial partial;
    private volatile @Nullable HubFailure failure;

    /** Connections are shared by all files of a model. */
    record Means(HubApi api, Waiting waiting, Semaphore connections, ExecutorService threads, Tally tally) {}

    Transfer(Means means, String repo, RemoteFile file, Partial partial) {
        this.api = means.api();
        this.waiting = means.waiting();
        this.connections = means.connections();
        this.threads = means.threads();
        this.tally = means.tally();
        this.repo = repo;
        this.file = file;
        this.partial = partial;
    }

    /** Returns when all bytes are here. */
    void run() throws HubFailure {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < partial.segments(); i++) {
            if (partial.done(i) < partial.length(i)) {
                missing.add(i);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        List<Future<?>> others = new ArrayList<>();
        try {
            segment(missing.getFirst(), () -> {
                for (int index : missing.subList(1, missing.size())) {
                    others.add(threads.submit(() -> quietly(index)));
                }
            });
        } catch (HubFailure e) {
            fail(e);
        }
        for (Future<?> other : others) {
            join(other);
        }
        HubFailure failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void join(Future<?> other) {
        try {
            other.get();
        } catch (InterruptedException e) {
            fail(new HubFailure(Kind.UNREACHABLE, "interrupted", e));
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void quietly(int index) {
        try {
            segment(index, null);
        } catch (HubFailure e) {
            fail(e);
        }
    }

    private synchronized void fail(HubFailure e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** Fetches one segment, however often the line breaks. {@code ranges} runs when the server has shown that it answers ranges. */
    private void segment(int index, @Nullable Runnable ranges) throws HubFailure {
        Runnable once = ranges;
        int failures = 0;
        while (failure == null && partial.done(index) < partial.length(index)) {
            long before = partial.done(index);
            Optional<String> retryAfter = Optional.empty();
            IOException broken = null;
            connections.acquireUninterruptibly();
            try (Answer answer = api.bytes(
                    repo, file, partial.start(index) + before, partial.start(index) + partial.length(index) - 1)) {
                if (answer.status() == 206) {
                    requireRange(answer, index);
                    if (once != null) {
                        once.run();
                        once = null;
                    }
                    read(answer, index, partial.length(index) - before);
                } else if (answer.status() == 200 && once != null) {
                    whole(answer);
                    return;
                } else if (Waiting.PASSING.contains(answer.status()) || answer.status() == 200) {
                    retryAfter = answer.header("retry-after");
                    if (failures + 1 >= Waiting.TRIES) {
                        throw api.errors().of(answer, repo, file.commit(), file.path());
                    }
                } else if (answer.status() == 416) {
                    throw lies(answer.header("content-range").orElse("another one"));
                } else {
                    throw api.errors().of(answer, repo, file.commit(), file.path());
                }
            } catch (IOException e) {
                broken = e;
            } finally {
                connections.release();
            }
            failures = partial.done(index) > before ? 0 : failures + 1;
            if (partial.done(index) < partial.length(index)) {
                if (failures >= Waiting.TRIES && broken != null) {
                    throw api.errors().of(broken);
                }
                waiting.before(Math.max(1, failures), retryAfter);
            }
        }
    }

    /** A server that knows no ranges sends everything; a broken line begins again. */
    private void whole(Answer answer) throws HubFailure, IOException {
        tally.add(-partial.done());
        writing(partial::restart);
        try {
            for (int i = 0; i < partial.segments(); i++) {
                read(answer, i, partial.length(i));
                if (partial.done(i) < partial.length(i)) {
                    throw new IOException("the file ended early");
                }
            }
        } catch (IOException e) {
            tally.add(-partial.done());
            writing(partial::restart);
            throw e;
        }
        if (answer.body().read() >= 0) {
            throw lies("more");
        }
    }

    private void requireRange(Answer answer, int index) throws HubFailure {
        Matcher range = CONTENT_RANGE.matcher(answer.header("content-range").orElse(""));
        if (!range.matches()
                || Long.parseLong(range.group(1)) != partial.start(index) + partial.done(index)
                || !range.group(3).equals("*") && Long.parseLong(range.group(3)) != partial.size()) {
            throw lies(answer.header("content-range").orElse("no Content-Range"));
        }
    }

    private HubFailure lies(String found) {
        return new HubFailure(
                Kind.CORRUPT,
                api.errors().hub() + " announced " + partial.size() + " bytes for " + file.path()
                        + " and now sends another size (" + found
                        + "); nothing was kept as a model. Try again, and if it stays so, tell the hub");
    }

    /** Takes at most {@code most} bytes into a segment; an early end is left to the caller. */
    private void read(Answer answer, int index, long most) throws IOException, HubFailure {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        while (left > 0 && failure == null) {
            int count = answer.body().read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            writing(() -> partial.append(index, ByteBuffer.wrap(buffer, 0, count)));
            left -= count;
            tally.add(count);
        }
    }

    /** Writes to the disk; trouble there is no broken line. */
    private void writing(Write write) throws HubFailure {
        try {
            write.run();
        } catch (IOException e) {
            throw HubCache.disk(partial.data(), e);
        }
    }

    /** An operation on the disk. */
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
