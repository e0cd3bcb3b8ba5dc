package dev.muninn.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.kernels.KernelProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorProviderTest {
    @Test
    void isFoundAndPreferredToTheReference() {
        assertThat(KernelProvider.installed().getFirst()).isInstanceOf(VectorProvider.class);
        assertThat(new VectorProvider().unavailable()).isEmpty();
        assertThat(new VectorProvider().description()).contains("-bit vectors");
    }

    @Test
    void saysWhatIsMissingWithoutTheModule() throws IOException, InterruptedException {
        assertThat(ask())
                .isEqualTo(
                        "the module jdk.incubator.vector is not loaded: start java with --add-modules jdk.incubator.vector");
    }

    @Test
    void saysThatTheProcessorIsNarrower() throws IOException, InterruptedException {
        // without AVX there are 128 bits on x86; elsewhere the flag is ignored and NEON has 128 too
        String answer = ask(
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:UseAVX=0",
                "-Dmuninn.vector.bits=256");
        assertThat(answer).contains("asks for more than the 128 bits");
    }

    @Test
    void refusesAWidthThatDoesNotExist() throws IOException, InterruptedException {
        assertThat(ask("--add-modules", "jdk.incubator.vector", "-Dmuninn.vector.bits=384"))
                .contains("use 128, 256 or 512");
    }

    /** What the provider says of itself in a fresh JVM with these flags. */
    private static String ask(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ask.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return answer;
    }

    static final class Ask {
        public static void main(String[] args) {
            try {
                System.out.println(new VectorProvider().unavailable().orElse("available"));
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
