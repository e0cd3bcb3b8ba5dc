package dev.muninn.kernels.onednn;

import java.util.Locale;
import java.util.Optional;

/**
 * What the library's files are called. {@code linux-x86_64} is what Muninn depends on and is tested with; the jars of the others
 * may be added to the class path.
 *
 * @param directory the name that {@code org.bytedeco:dnnl} gives the platform, in its jars and as their classifier
 * @param library oneDNN
 * @param openMp the runtime of its threads, which it looks for beside itself
 */
record Platform(String directory, String library, String openMp) {
    /** Empty where no such library is published, or where its threads cannot be governed by us. */
    static Optional<Platform> here() {
        String arch = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> "";
        };
        if (arch.isEmpty()) {
            return Optional.empty();
        }
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.equals("linux")) {
            return Optional.of(new Platform("linux-" + arch, "libdnnl.so.3", "libgomp.so.1"));
        }
        if (os.startsWith("mac")) {
            return Optional.of(new Platform("macosx-" + arch, "libdnnl.3.dylib", "libiomp5.dylib"));
        }
        return Optional.empty();
    }

    /** Where a file lies in the jar. */
    String resource(String file) {
        return "/org/bytedeco/dnnl/" + directory + "/" + file;
    }
}
