package dev.muninn.cli.doctor;

import java.util.Locale;

/** Sizes in words. */
final class Bytes {
    private Bytes() {}

    static String text(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
