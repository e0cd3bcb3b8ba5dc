package dev.muninn.template;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/** How compiling or rendering ends early, inside this package; {@link Template} turns it into an error with line and column. */
final class TemplateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final int UNKNOWN = -1;

    private final int at;

    /** @param at index into the source, or {@link #UNKNOWN} where the evaluator knows better */
    TemplateFailure(int at, String message) {
        super(message, null, false, false);
        this.at = at;
    }

    @FormatMethod
    static TemplateFailure of(String format, Object... args) {
        return new TemplateFailure(UNKNOWN, String.format(Locale.ROOT, format, args));
    }

    int at() {
        return at;
    }
}
