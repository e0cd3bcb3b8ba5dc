package dev.muninn.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.kernels.training.LinearProvider;
import dev.muninn.kernels.training.Precision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void whereItIsPromisedItIsFoundAsAService() {
        LinearProvider provider = LinearProvider.installed().getFirst();

        assertThat(provider.name()).isEqualTo("onednn");
        assertThat(provider.unavailable()).isEmpty();
        assertThat(provider.description()).startsWith("oneDNN 3.13.");
        assertThat(provider.open(Precision.BF16).name()).isEqualTo("onednn");
    }

    @Test
    void aWrongPathIsSaid() {
        assertThat(Library.load(directory.resolve("libdnnl.so.3")))
                .isInstanceOfSatisfying(
                        Library.Missing.class,
                        missing -> assertThat(missing.why())
                                .contains("there is no file", "libdnnl.so.3", "-Dmuninn.onednn.library"));
    }

    @Test
    void aFileThatIsNoLibraryIsSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("libdnnl.so.3"), "text");

        assertThat(Library.load(file))
                .isInstanceOfSatisfying(
                        Library.Missing.class,
                        missing -> assertThat(missing.why()).contains("cannot be loaded", file.toString()));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void anotherLibraryIsSaid() {
        Platform platform = Platform.here().orElseThrow();
        Path openMp = UnpackedLibrary.on(platform, directory).resolveSibling(platform.openMp());

        assertThat(Library.load(openMp))
                .isInstanceOfSatisfying(
                        Library.Missing.class,
                        missing -> assertThat(missing.why()).contains("has no dnnl_sgemm"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void aDamagedCacheIsRepairedAndAGoodOneLeftAlone() throws Exception {
        Platform platform = Platform.here().orElseThrow();
        Path library = UnpackedLibrary.on(platform, directory);
        long size = Files.size(library);
        Files.writeString(library, "cut off");

        assertThat(UnpackedLibrary.on(platform, directory)).isEqualTo(library).hasSize(size);
        Object file = Files.getAttribute(library, "unix:ino");
        UnpackedLibrary.on(platform, directory);
        assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(file);
        try (Stream<Path> files = Files.list(library.getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aPlatformWithoutItsJarIsSaid() {
        assertThatThrownBy(() -> UnpackedLibrary.on(new Platform("linux-riscv64", "libdnnl.so.3", "x"), directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("org.bytedeco:dnnl with classifier linux-riscv64");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void aCacheThatCannotBeWrittenIsSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> UnpackedLibrary.on(Platform.here().orElseThrow(), file))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("XDG_CACHE_HOME");
    }

    /** In a process of its own: a library is looked for once. */
    @Test
    void aProviderWithoutALibraryGivesTheReason() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-D" + Library.PATH + "=" + directory.resolve("nothing"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ask.class.getName())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(out.lines())
                .satisfiesExactly(
                        why -> assertThat(why).startsWith("there is no file " + directory.resolve("nothing")),
                        refusal -> assertThat(refusal).startsWith("oneDNN's kernels cannot be used: there is no file"));
    }

    /** Prints why the provider is not available, then what it says to whoever opens it nevertheless. */
    static final class Ask {
        private Ask() {}

        public static void main(String[] args) {
            OnednnProvider provider = new OnednnProvider();
            System.out.println(provider.unavailable().orElse("it is available"));
            try {
                provider.open(Precision.F32).close();
            } catch (MuninnException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
