package dev.muninn.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's client sends. While a handler works, and nobody reads, it can be made to read ahead, on a virtual thread of its own:
 * that is how the end of the connection is noticed. What was read is kept for the next reader.
 */
final class ReadAhead implements Supplier<byte[]> {
    private final DataReader source;
    private @Nullable CompletableFuture<byte[]> ahead;

    ReadAhead(DataReader source) {
        this.source = source;
    }

    /** The next bytes, as soon as there are some. */
    @Override
    public byte[] get() {
        CompletableFuture<byte[]> pending;
        synchronized (this) {
            pending = ahead;
        }
        if (pending == null) {
            return pull();
        }
        try {
            return pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the server closes idle connections", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } finally {
            synchronized (this) {
                ahead = null;
            }
        }
    }

    private byte[] pull() {
        source.ensureAvailable();
        return source.readBuffer().readBytes();
    }

    /** Whether the client has closed its end, as far as is known; from the first call on, somebody reads. */
    synchronized boolean ended() {
        if (ahead == null) {
            CompletableFuture<byte[]> pending = new CompletableFuture<>();
            Thread.ofVirtual().name("read-ahead").start(() -> {
                try {
                    pending.complete(pull());
                } catch (RuntimeException e) { // the end of the connection is one
                    pending.completeExceptionally(e);
                }
            });
            ahead = pending;
        }
        return ahead.isCompletedExceptionally();
    }
}
