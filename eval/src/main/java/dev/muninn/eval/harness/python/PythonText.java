package dev.muninn.eval.harness.python;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strings as Python treats them, and values as its {@code str} writes them. */
public final class PythonText {
    private PythonText() {}

    /** {@code str.isspace} of a character: separators and the controls that part lines, fields and records. */
    public static boolean isSpace(int c) {
        return c >= 0x09 && c <= 0x0d
                || c >= 0x1c && c <= 0x20
                || c == 0x85
                || c == 0x2028
                || c == 0x2029
                || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    /** {@code str.strip()}. */
    public static String strip(String text) {
        int from = 0;
        while (from < text.length() && isSpace(text.charAt(from))) {
            from++;
        }
        return rstrip(text.substring(from));
    }

    /** {@code str.rstrip()}; every space is a single char. */
    public static String rstrip(String text) {
        int to = text.length();
        while (to > 0 && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    public static boolean endsWithSpace(String text) {
        return !text.isEmpty() && isSpace(text.charAt(text.length() - 1));
    }

    public static boolean startsWithSpace(String text) {
        return !text.isEmpty() && isSpace(text.charAt(0));
    }

    /** {@code len(re.split(r"\s+", text))}: one more than the runs of space. */
    public static int words(String text) {
        int runs = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = isSpace(text.charAt(i));
            runs += space && !inside ? 1 : 0;
            inside = space;
        }
        return runs + 1;
    }

    /** {@code len(text)}: code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether {@code text} is digits and nothing else. */
    public static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** {@code str(value)}. */
    public static String str(@Nullable Object value) {
        return value instanceof String text ? text : repr(value);
    }

    /** {@code repr(value)} of what JSON and task files can hold. */
    public static String repr(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean flag -> flag ? "True" : "False";
            case String text -> quoted(text);
            case Double number -> real(number);
            case List<?> items -> {
                StringBuilder out = new StringBuilder("[");
                for (Object item : items) {
                    out.append(out.length() > 1 ? ", " : "").append(repr(item));
                }
                yield out.append(']').toString();
            }
            case Map<?, ?> entries -> {
                StringBuilder out = new StringBuilder("{");
                entries.forEach((key, item) -> out.append(out.length() > 1 ? ", " : "")
                        .append(repr(key))
                        .append(": ")
                        .append(repr(item)));
                yield out.append('}').toString();
            }
            default -> value.toString();
        };
    }

    /** Shortest digits that read back; an exponent below 1e-4 and from 1e16 on. */
    private static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        if (size >= 1e-4 && size < 1e16) {
            String plain = new java.math.BigDecimal(Double.toString(value)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String text = Double.toString(value).replace(".0E", "E");
        int e = text.indexOf('E');
        int exponent = Integer.parseInt(text.substring(e + 1));
        return text.substring(0, e)
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else if (c < 0x100) {
                        out.append("\\x%02x".formatted(c));
                    } else {
                        out.append(c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }
}
