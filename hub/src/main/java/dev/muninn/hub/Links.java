package dev.muninn.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Whether symbolic links can be made in the cache: tried once. Windows without developer mode and some network disks have none. */
final class Links {
    private final boolean unwanted;
    private final Maker maker;
    private @Nullable Boolean possible;

    /** Makes a link; replaced in tests by one that cannot. */
    @FunctionalInterface
    interface Maker {
        void link(Path link, Path target) throws IOException;
    }

    Links(boolean unwanted) {
        this(unwanted, Files::createSymbolicLink);
    }

    Links(boolean unwanted, Maker maker) {
        this.unwanted = unwanted;
        this.maker = maker;
    }

    synchronized boolean possible(Path directory) {
        Boolean known = possible;
        if (known == null) {
            known = !unwanted && tried(directory);
            possible = known;
        }
        return known;
    }

    private boolean tried(Path directory) {
        Path link = directory.resolve(".link-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        try {
            maker.link(link, Path.of("nothing"));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            try {
                Files.deleteIfExists(link);
            } catch (IOException e) {
                // a link to nothing that stays harms nobody
            }
        }
    }
}
