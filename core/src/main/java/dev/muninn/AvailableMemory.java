package dev.muninn;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Memory that this process may still take: what the machine, and the control groups around the process, have left without swapping, less
 * what its own heap may yet grow by.
 */
final class AvailableMemory {
    private static final long KIB = 1024;

    private final Path proc;
    private final Path groups;

    /** Of this machine. */
    AvailableMemory() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /**
     * @param proc where Linux tells of itself and of the process
     * @param groups where control groups of version 2 are
     */
    AvailableMemory(Path proc, Path groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** Bytes beside the heap; 0 if there are none. */
    long besideHeap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long growth = Math.max(0, heap.getMax() - heap.getCommitted());
        return Math.max(0, bytes() - growth);
    }

    /** Bytes that can be taken. */
    long bytes() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long machine = field(proc.resolve("meminfo"), "MemAvailable:", KIB).orElseGet(system::getFreeMemorySize);
        long least = Math.min(machine, system.getTotalMemorySize());
        for (Path group = group(); group != null && group.startsWith(groups); group = group.getParent()) {
            least = Math.min(least, left(group));
        }
        return least;
    }

    /** The control group of the process; the root of all if there is nothing to read. */
    private Path group() {
        String path = lines(proc.resolve("self/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElse("");
        return groups.resolve(path).normalize();
    }

    /** What a group's limit leaves; pages of files can be dropped. */
    private static long left(Path group) {
        OptionalLong limit = number(group.resolve("memory.max"));
        OptionalLong used = number(group.resolve("memory.current"));
        if (limit.isEmpty() || used.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long files = field(group.resolve("memory.stat"), "inactive_file ", 1).orElse(0);
        return limit.getAsLong() - used.getAsLong() + files;
    }

    private static OptionalLong number(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static OptionalLong field(Path file, String name, long unit) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replace("kB", "").strip())
                .filter(text -> text.matches("\\d{1,15}"))
                .mapToLong(text -> unit * Long.parseLong(text))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not Linux, or no such group
        }
    }
}
