package dev.muninn.tokenizer;

import dev.muninn.error.MuninnException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** JSON spelled as Python's {@code json.dumps(value, ensure_ascii=False)} spells it, since models were trained on that. */
final class PythonJson {
    static final int ONE_LINE = -1;
    private static final int LONGEST = 8 << 20;
    private static final int DEEPEST = 100;
    private static final int WIDEST_INDENT = 16;

    private final StringBuilder out = new StringBuilder();
    private final int indent;

    private PythonJson(int indent) {
        this.indent = indent;
    }

    /** {@code indent} spaces a level, or {@link #ONE_LINE}. */
    static String write(Object value, int indent) {
        if (indent > WIDEST_INDENT) {
            throw new MuninnException("tojson indent is %s, at most %s is supported".formatted(indent, WIDEST_INDENT));
        }
        PythonJson json = new PythonJson(indent);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        if (depth > DEEPEST || out.length() > LONGEST) {
            throw new MuninnException(
                    "tojson is given a value deeper than %s or longer than %s characters".formatted(DEEPEST, LONGEST));
        }
        if (value == null) {
            out.append("null");
        } else if (PythonStrings.isString(value)) {
            string(value.toString());
        } else if (value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            out.append(real(((Number) value).doubleValue()));
        } else if (value instanceof Number) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Collection<?> list) {
            array(list, depth);
        } else {
            throw new MuninnException(
                    "tojson is given a %s".formatted(value.getClass().getSimpleName()));
        }
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            newLine(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            separator(entries.hasNext());
        }
        close('}', map.isEmpty(), depth);
    }

    private void array(Collection<?> list, int depth) {
        out.append('[');
        Iterator<?> items = list.iterator();
        while (items.hasNext()) {
            newLine(depth + 1);
            value(items.next(), depth + 1);
            separator(items.hasNext());
        }
        close(']', list.isEmpty(), depth);
    }

    private void separator(boolean more) {
        if (more) {
            out.append(indent == ONE_LINE ? ", " : ",");
        }
    }

    private void close(char bracket, boolean empty, int depth) {
        if (!empty) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (indent != ONE_LINE) {
            out.append('\n').repeat(' ', Math.max(0, indent) * depth);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Python's {@code repr}: the shortest digits, in scientific notation below 1e-4 and from 1e16. */
    private static String real(double x) {
        if (!Double.isFinite(x)) {
            return Double.isNaN(x) ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
        }
        if (x == 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e16)) {
            String plain = new BigDecimal(Double.toString(x)).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = Double.toString(x).split("E", 2);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        int exponent = Integer.parseInt(parts[1]);
        return String.format(Locale.ROOT, "%se%s%02d", digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
