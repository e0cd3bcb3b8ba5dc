package dev.muninn.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void readsWhatLinuxWritesOnX86() {
        Processor processor = Processor.of(
                List.of(
                        "processor\t: 0",
                        "model name\t: Some CPU @ 3.00GHz",
                        "flags\t\t: fpu sse2 avx2 fma avx512f",
                        "processor\t: 1",
                        "model name\t: Some CPU @ 3.00GHz",
                        "flags\t\t: fpu"),
                2);

        assertThat(processor.model()).contains("Some CPU @ 3.00GHz");
        assertThat(processor.instructionSets()).containsExactly("avx2", "fma", "avx512f");
    }

    @Test
    void readsWhatLinuxWritesOnArm() {
        Processor processor = Processor.of(List.of("Features\t: fp asimd sve i8mm"), 4);

        assertThat(processor.model()).isEmpty();
        assertThat(processor.instructionSets()).containsExactly("asimd", "sve", "i8mm");
    }

    @Test
    void knowsNothingWhereTheSystemSaysNothing() {
        assertThat(Processor.of(List.of(), 8)).isEqualTo(new Processor(Optional.empty(), List.of(), 8));
    }
}
