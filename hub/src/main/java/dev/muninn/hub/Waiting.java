package dev.muninn.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** When to ask again, and after how long: 1, 2, 4, 8 s, or what the server says, within reason. */
final class Waiting {
    /** Answers that another try may change. */
    static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    /** Tries without a byte of progress. */
    static final int TRIES = 5;

    private static final Duration LONGEST_STEP = Duration.ofSeconds(8);
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    private final Sleeper sleeper;

    /** Sleeps; replaced in tests. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    Waiting(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** Waits before try number {@code next}, counted from 1; {@code asked} is the server's Retry-After. */
    void before(int next, Optional<String> asked) throws HubFailure {
        Duration own = Duration.ofSeconds(Math.min(LONGEST_STEP.toSeconds(), 1L << Math.min(10, next - 1)));
        Duration time = asked.flatMap(Waiting::duration).orElse(own);
        if (time.compareTo(LONGEST_ASKED) > 0) {
            throw new HubFailure(
                    HubFailure.Kind.BUSY,
                    "the hub asks to come back in " + time.toSeconds()
                            + " s; try again then (a token in HF_TOKEN raises limits)");
        }
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubFailure(HubFailure.Kind.UNREACHABLE, "interrupted", e);
        }
    }

    /** Seconds or a date; nothing where it is neither. */
    private static Optional<Duration> duration(String retryAfter) {
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration time = Duration.between(Instant.now(), then);
            return Optional.of(time.isNegative() ? Duration.ZERO : time);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
