package dev.muninn.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can be looked at while its request is answered and nobody reads: that is how a client that left is noticed. What is
 * read then is kept for the next reader. It also knows for how long a request has been coming in.
 */
final class PeekingEndPoint extends SocketChannelEndPoint {
    private final boolean tls;
    private final Executor executor;
    private final Connections all;
    /** Read, and not yet asked for. As all buffers of Jetty's, ready to be read from. */
    private ByteBuffer ahead = ByteBuffer.allocate(0);

    private boolean ended;
    private volatile Phase phase = Phase.IDLE;
    private volatile long since = System.nanoTime();

    /** How far the current request is. */
    enum Phase {
        /** Nothing of it has come. */
        IDLE,
        /** Its headers are coming. */
        HEADERS,
        /** It is being answered, its body perhaps still coming. */
        ANSWERING
    }

    PeekingEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            boolean tls,
            Executor executor,
            Connections all) {
        super(channel, selector, key, scheduler);
        this.tls = tls;
        this.executor = executor;
        this.all = all;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        all.opened(this);
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        all.closed(this);
    }

    Phase phase() {
        return phase;
    }

    /** How long the phase has lasted. */
    long phaseNanos() {
        return System.nanoTime() - since;
    }

    /** The headers of a request are there; from now on the client may be silent for so long. */
    void answering(Duration silence) {
        enter(Phase.ANSWERING);
        all.answering(this);
        setIdleTimeout(silence.toMillis());
    }

    /** Its answer is complete. */
    void answered(Duration silence) {
        enter(Phase.IDLE);
        all.answered(this);
        setIdleTimeout(silence.toMillis());
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    @Override
    public synchronized int fill(ByteBuffer buffer) throws IOException {
        int filled = ahead.hasRemaining() ? BufferUtil.append(buffer, ahead) : super.fill(buffer);
        if (filled > 0 && phase == Phase.IDLE) {
            enter(Phase.HEADERS);
        }
        return filled;
    }

    @Override
    protected void needsFillInterest() {
        boolean ready;
        synchronized (this) {
            ready = ahead.hasRemaining();
        }
        if (ready) {
            executor.execute(() -> getFillInterest().fillable());
        } else {
            super.needsFillInterest();
        }
    }

    /** Whether the client has closed its end, as far as is known. Only while a request is answered that has been read. */
    synchronized boolean ended() {
        if (ended || !isOpen()) {
            return true;
        }
        // More of a client that sends its next request early says that it is there. A client of TLS says goodbye before
        // it leaves.
        if (ahead.hasRemaining() && (!tls || ahead.limit() == ahead.capacity())) {
            return false;
        }
        if (ahead.capacity() == 0) {
            ahead = ByteBuffer.allocate(4096).limit(0);
        }
        try {
            ended = super.fill(ahead) < 0;
        } catch (IOException e) {
            ended = true;
        }
        return ended;
    }
}
