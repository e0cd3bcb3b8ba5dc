package dev.muninn.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The process that writes a partial file. File locks alone cannot tell: on network disks they may do nothing.
 *
 * @param host the machine's, or the container's, name
 * @param pid its number there
 * @param started when it began, so that a number given out again is noticed; 0 if unknown
 */
record Owner(String host, long pid, long started) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    static Owner self() {
        ProcessHandle process = ProcessHandle.current();
        return new Owner(hostName(), process.pid(), started(process));
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip().replaceAll("\\s", "_");
        } catch (IOException e) {
            return Objects.requireNonNullElse(System.getenv("COMPUTERNAME"), "here");
        }
    }

    boolean onThisHost() {
        return host.equals(hostName());
    }

    /** Whether it still runs, as far as this host can tell. */
    boolean alive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> started == 0 || started(process) == 0 || started(process) == started)
                .isPresent();
    }

    String text() {
        return String.format(Locale.ROOT, "%s %d %d", host, pid, started);
    }

    /** Reads {@link #text}; empty for anything else. */
    static Optional<Owner> parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }
}
