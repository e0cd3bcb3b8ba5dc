package dev.muninn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory = Path.of("");

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private AvailableMemory memory() {
        return new AvailableMemory(directory.resolve("proc"), directory.resolve("groups"));
    }

    @Test
    void whatTheMachineHasLeftIsAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:  999 kB\nMemFree:  1 kB\nMemAvailable:   102400 kB\n");
        assertThat(memory().bytes()).isEqualTo(100 * MIB);
    }

    @Test
    void theTightestControlGroupCounts() throws IOException {
        write("proc/meminfo", "MemAvailable: 102400 kB\n");
        write("proc/self/cgroup", "0::/pod/container\n");
        write("groups/pod/container/memory.max", "max\n");
        write("groups/pod/container/memory.current", "1000\n");
        write("groups/pod/memory.max", Long.toString(64 * MIB) + "\n");
        write("groups/pod/memory.current", Long.toString(40 * MIB) + "\n");
        write("groups/pod/memory.stat", "anon 5\ninactive_file " + 8 * MIB + "\n");
        assertThat(memory().bytes()).isEqualTo(32 * MIB);
    }

    @Test
    void whatTheHeapMayYetTakeIsNotAvailable() throws IOException {
        write("proc/meminfo", "MemAvailable: 1024 kB\n");
        long heap = Runtime.getRuntime().maxMemory() - Runtime.getRuntime().totalMemory();
        assertThat(memory().besideHeap()).isEqualTo(Math.max(0, MIB - heap));
    }

    @Test
    void withoutLinuxThereIsAnAnswerToo() {
        assertThat(memory().bytes()).isPositive();
    }

    @Test
    void keysAndValuesMayBeGivenTheirMemory() {
        assertThat(EngineOptions.defaults().withKvMemory(7 * MIB).kvLimit()).isEqualTo(7 * MIB);
        assertThat(EngineOptions.defaults().kvLimit()).isPositive();
        assertThatThrownBy(() -> EngineOptions.defaults().withKvMemory(0)).isInstanceOf(MuninnException.class);
    }
}
