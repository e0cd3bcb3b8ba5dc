package dev.muninn.error;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/**
 * Something a user can act on: a bad file, a bad option, a model that does not fit. The message says what was found, what
 * was wanted and what to try; the command line prints it alone, without a stack trace.
 */
public final class MuninnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MuninnException(String message) {
        super(message);
    }

    public MuninnException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Throws {@code format} filled with {@code args} unless {@code condition} holds. */
    @FormatMethod
    public static void require(boolean condition, String format, Object... args) {
        if (!condition) {
            throw new MuninnException(String.format(Locale.ROOT, format, args));
        }
    }
}
