package dev.muninn.kernels.onednn;

import dev.muninn.error.MuninnException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** oneDNN loaded into this process, or why it is not. */
sealed interface Library {
    /** System property: the path of another {@code libdnnl} to load instead of the one on the class path. */
    String PATH = "muninn.onednn.library";

    /** {@code dnnl_gemm_bf16bf16f32} is exported for oneDNN's own tests and in none of its headers; the version is pinned. */
    List<String> NEEDED = List.of(
            "dnnl_sgemm", "dnnl_gemm_bf16bf16f32", "dnnl_version", "dnnl_get_effective_cpu_isa", "omp_set_num_threads");

    /** One library for the whole process, which is never unloaded: its threads and compiled code may outlive any owner. */
    Library HERE = find();

    record Loaded(SymbolLookup functions) implements Library {
        MemorySegment function(String name) {
            return functions.findOrThrow(name);
        }
    }

    record Missing(String why) implements Library {}

    private static Library find() {
        try {
            @Nullable String asked = System.getProperty(PATH);
            return load(asked == null ? unpacked() : Path.of(asked));
        } catch (MuninnException e) {
            return new Missing(String.valueOf(e.getMessage()));
        }
    }

    private static Path unpacked() {
        Platform platform = Platform.here()
                .orElseThrow(() -> new MuninnException("oneDNN is not published for " + System.getProperty("os.name")
                        + " on " + System.getProperty("os.arch") + ": use other kernels"));
        return UnpackedLibrary.on(platform, cache());
    }

    private static Path cache() {
        String asked = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
        Path base = asked.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(asked);
        return base.resolve("muninn");
    }

    /** Loads the library at {@code path}. */
    static Library load(Path path) {
        if (!Files.isRegularFile(path)) {
            return new Missing(
                    "there is no file " + path + ": -D" + PATH + " must be the path of a libdnnl, or left out");
        }
        try {
            // A symbol is also looked for in what the library depends on: omp_set_num_threads is that of its own
            // runtime.
            SymbolLookup functions = SymbolLookup.libraryLookup(path, Arena.global());
            List<String> absent = NEEDED.stream()
                    .filter(name -> functions.find(name).isEmpty())
                    .toList();
            return absent.isEmpty()
                    ? new Loaded(functions)
                    : new Missing(path + " has no " + String.join(", ", absent) + ": use oneDNN 3.13 built for OpenMP");
        } catch (IllegalArgumentException e) {
            return new Missing(path + " cannot be loaded (" + e.getMessage() + "); is it a libdnnl for "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                    + " with its libraries beside it?");
        } catch (IllegalCallerException e) {
            return new Missing("native code may not be called: start java with --enable-native-access=ALL-UNNAMED");
        }
    }
}
