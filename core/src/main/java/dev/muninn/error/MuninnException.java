package dev.muninn.error;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something a user can act on: a bad file, a bad option, a model that does not fit. The message says what was found, what
 * was wanted and what to try; the command line prints it alone, without a stack trace. It is one line: control characters,
 * which come from the files and words it quotes, become U+FFFD.
 */
public final class MuninnException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    public MuninnException(String message) {
        super(oneLine(message));
    }

    public MuninnException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String message) {
        return CONTROLS.matcher(message).replaceAll("\uFFFD");
    }

    /** Throws {@code format} filled with {@code args} unless {@code condition} holds. */
    @FormatMethod
    public static void require(boolean condition, String format, Object... args) {
        if (!condition) {
            throw new MuninnException(String.format(Locale.ROOT, format, args));
        }
    }
}
