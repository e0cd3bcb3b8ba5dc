package dev.muninn.server;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.generate.LiveBatch.Limits;
import dev.muninn.generate.LiveBatch.Pace;
import dev.muninn.server.http.HttpOptions;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How to serve.
 *
 * @param atOnce requests to one model that share core steps at a time
 * @param waiting requests to one model that may wait before the next is refused
 * @param prefillRows rows of prompts in one core step at most, beside the tokens that are being generated
 * @param prefixBytes of memory that may keep keys and values of former prompts; empty for a quarter of what keys and values may take
 * @param mostRecurrences a request may ask for; empty for 8 times the model's mean
 * @param warmUp whether a model thinks a little before it is said to be ready
 * @param drain how long an ending server waits for what it has begun
 */
public record ServerOptions(
        HttpOptions http,
        int atOnce,
        int waiting,
        int prefillRows,
        OptionalLong prefixBytes,
        OptionalInt mostRecurrences,
        boolean warmUp,
        Duration drain) {
    public static final int DEFAULT_AT_ONCE = 32;
    public static final int DEFAULT_WAITING = 64;
    public static final int DEFAULT_PREFILL_ROWS = 64;
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    public ServerOptions {
        require(atOnce >= 1 && atOnce <= 1024, "1 to 1024 requests can run at a time, found %d", atOnce);
        require(waiting >= 1 && waiting <= 100_000, "1 to 100000 requests may wait, found %d", waiting);
        require(
                prefillRows >= 1 && prefillRows <= 65_536,
                "a core step has room for 1 to 65536 rows of prompts, found %d",
                prefillRows);
        require(
                prefixBytes.orElse(0) >= 0,
                "former prompts may be kept in 0 bytes or more, found %d",
                prefixBytes.orElse(0));
        require(
                mostRecurrences.isEmpty() || mostRecurrences.getAsInt() >= 1,
                "at least 1 recurrence must be allowed, found %d",
                mostRecurrences.orElse(1));
    }

    public static ServerOptions of(HttpOptions http) {
        return new ServerOptions(
                http,
                DEFAULT_AT_ONCE,
                DEFAULT_WAITING,
                DEFAULT_PREFILL_ROWS,
                OptionalLong.empty(),
                OptionalInt.empty(),
                true,
                DEFAULT_DRAIN);
    }

    public ServerOptions withAtOnce(int count) {
        return new ServerOptions(http, count, waiting, prefillRows, prefixBytes, mostRecurrences, warmUp, drain);
    }

    public ServerOptions withWaiting(int count) {
        return new ServerOptions(http, atOnce, count, prefillRows, prefixBytes, mostRecurrences, warmUp, drain);
    }

    public ServerOptions withPrefillRows(int rows) {
        return new ServerOptions(http, atOnce, waiting, rows, prefixBytes, mostRecurrences, warmUp, drain);
    }

    public ServerOptions withPrefixBytes(long bytes) {
        return new ServerOptions(
                http, atOnce, waiting, prefillRows, OptionalLong.of(bytes), mostRecurrences, warmUp, drain);
    }

    public ServerOptions withMostRecurrences(int most) {
        return new ServerOptions(http, atOnce, waiting, prefillRows, prefixBytes, OptionalInt.of(most), warmUp, drain);
    }

    public ServerOptions withWarmUp(boolean wanted) {
        return new ServerOptions(http, atOnce, waiting, prefillRows, prefixBytes, mostRecurrences, wanted, drain);
    }

    public ServerOptions withDrain(Duration patience) {
        return new ServerOptions(http, atOnce, waiting, prefillRows, prefixBytes, mostRecurrences, warmUp, patience);
    }

    /** For an engine whose keys and values may take {@code kvLimitBytes}. */
    Limits limits(long kvLimitBytes) {
        return new Limits(atOnce, prefillRows, prefixBytes.orElse(kvLimitBytes / 4), Pace.CONTINUOUS);
    }
}
