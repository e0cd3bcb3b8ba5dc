package dev.muninn.kernels.onednn;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.jar.JarEntry;

/**
 * The library as a file: unpacked once from its jar to the user's cache, in a directory named after its checksum. (JavaCPP's own
 * loader wants OpenCL beside it, which we do not use.)
 */
final class UnpackedLibrary {
    private UnpackedLibrary() {}

    /** Unpacks what is not there yet, and returns the path of oneDNN; its OpenMP runtime lies beside it. */
    static Path on(Platform platform, Path cache) {
        URL library = UnpackedLibrary.class.getResource(platform.resource(platform.library()));
        if (library == null) {
            throw new MuninnException(
                    "its library is not on the class path: add the jar org.bytedeco:dnnl with classifier "
                            + platform.directory());
        }
        try {
            Path directory = cache.resolve("onednn-" + checksum(library));
            Files.createDirectories(directory);
            URL openMp = UnpackedLibrary.class.getResource(platform.resource(platform.openMp()));
            if (openMp != null) {
                unpack(openMp, directory.resolve(platform.openMp()));
            }
            return unpack(library, directory.resolve(platform.library()));
        } catch (IOException e) {
            throw new MuninnException(
                    "its library cannot be unpacked to " + cache + " (" + e
                            + "): set XDG_CACHE_HOME to a directory that can be written",
                    e);
        }
    }

    private static String checksum(URL library) throws IOException {
        return HexFormat.of().toHexDigits((int) entry(library).getCrc());
    }

    private static JarEntry entry(URL resource) throws IOException {
        if (resource.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarEntry();
        }
        throw new IOException(resource + " is not in a jar");
    }

    /** Whoever comes second finds the file, or moves the same bytes over it: a file under its own name is always whole. */
    private static Path unpack(URL resource, Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == entry(resource).getSize()) {
            return file;
        }
        Path fresh = Files.createTempFile(file.getParent(), "unpacking", null);
        try (InputStream in = resource.openStream()) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
