package dev.muninn.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A body that ends with an error when nothing comes for a while: Java's own timeout ends with the head of an answer. */
final class SilenceWatch extends FilterInputStream {
    private final Duration patience;
    private final ScheduledFuture<?> watch;
    private volatile long lastHeard = System.nanoTime();
    private volatile boolean reading;
    private volatile boolean silent;

    SilenceWatch(InputStream body, Duration patience, ScheduledExecutorService clock) {
        super(body);
        this.patience = patience;
        long interval = Math.max(1, patience.toMillis() / 10);
        this.watch = clock.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (reading && System.nanoTime() - lastHeard > patience.toNanos()) {
            silent = true;
            try {
                in.close(); // wakes up the reader
            } catch (IOException e) {
                // the reader hears of it
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        lastHeard = System.nanoTime();
        reading = true;
        try {
            int count = in.read(buffer, offset, length);
            if (silent) {
                throw new HttpTimeoutException("nothing came for " + patience.toSeconds() + " s");
            }
            return count;
        } catch (IOException e) {
            if (silent) {
                throw new HttpTimeoutException("nothing came for " + patience.toSeconds() + " s");
            }
            throw e;
        } finally {
            reading = false;
        }
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        in.close();
    }
}
