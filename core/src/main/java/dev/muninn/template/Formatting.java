package dev.muninn.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code %} on strings, and {@code str.format}. */
final class Formatting {
    private static final Pattern CONVERSION = Pattern.compile(
            "%(?:\\((?<key>[^()]*)\\))?(?<flags>[-+"
                    + " 0#]*)(?<width>\\d{1,6}|\\*)?(?:\\.(?<precision>\\d{1,6}|\\*)?(?<dot>))?[hlL]?(?<type>.)",
            Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("\\.(?<name>[^.\\[\\]]+)|\\[(?<key>[^\\]]+)\\]");

    private final Budget budget;
    private final Printing printing;

    Formatting(Budget budget, Printing printing) {
        this.budget = budget;
        this.printing = printing;
    }

    /** {@code format % value}. */
    String percent(String format, Object value) {
        List<Object> values = value instanceof Tuple tuple ? tuple.items() : List.of(value);
        int next = 0;
        StringBuilder out = new StringBuilder();
        int begin = 0;
        for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', begin)) {
            out.append(format, begin, at);
            Matcher matcher = CONVERSION.matcher(format).region(at, format.length());
            if (!matcher.lookingAt()) {
                throw TemplateFailure.of("a format ends within a conversion");
            }
            begin = matcher.end();
            if (matcher.group("type").equals("%")) {
                out.append('%');
                continue;
            }
            int[] stars = new int[2];
            for (int i = 0; i < 2; i++) {
                String number = matcher.group(i == 0 ? "width" : "precision");
                stars[i] = number == null ? i == 0 || matcher.group("dot") != null ? 0 : -1 : 0;
                if (number != null && number.equals("*")) {
                    stars[i] = Math.clamp(integer(take(values, next++)), -1_000_000, 1_000_000);
                } else if (number != null) {
                    stars[i] = Integer.parseInt(number);
                }
            }
            String key = matcher.group("key");
            Object shown = key == null ? take(values, next++) : member(value, key);
            out.append(converted(shown, matcher.group("type").charAt(0), matcher.group("flags"), stars[0], stars[1]));
            budget.text(out.length() / 16);
        }
        boolean hasMembers = value instanceof Map || value instanceof List || value instanceof Undefined;
        if (next < values.size() && !hasMembers) {
            throw TemplateFailure.of("a format has fewer conversions than values");
        }
        return out.append(format, begin, format.length()).toString();
    }

    private static long integer(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw TemplateFailure.of("'*' in a format wants an integer");
    }

    private static Object take(List<Object> values, int at) {
        if (at >= values.size()) {
            throw TemplateFailure.of("a format has more conversions than values");
        }
        return values.get(at);
    }

    private static Object member(Object value, String name) {
        Object key = value instanceof Map<?, ?> map ? Values.key(map, name) : null;
        if (key == null) {
            throw TemplateFailure.of("a format wants a dict with '%s'", name);
        }
        return Values.dict((Map<?, ?>) value).getOrDefault(key, None.NONE);
    }

    private String converted(Object value, char type, String flags, int width, int precision) {
        boolean left = flags.indexOf('-') >= 0 || width < 0;
        boolean text = type == 's' || type == 'r' || type == 'a' || type == 'c';
        boolean zero = flags.indexOf('0') >= 0 && !left && !text;
        char sign = flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : '-';
        char kind = text ? 's' : type == 'i' || type == 'u' ? 'd' : type;
        if (text) {
            sign = '-';
        }
        boolean wholeNumber = "dxXo".indexOf(kind) >= 0;
        if (!text && !wholeNumber && "eEfFgG".indexOf(kind) < 0) {
            throw TemplateFailure.of("a format has no conversion '%s'", type);
        }
        if (!text && !Numbers.isNumber(value) || wholeNumber && kind != 'd' && value instanceof Double) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : TemplateFailure.of("conversion '%s' wants a number, found '%s'", type, Values.typeName(value));
        }
        var spec = new FormatSpec(
                zero ? "0" : " ",
                left ? '<' : zero ? '=' : '>',
                sign,
                flags.indexOf('#') >= 0,
                Math.abs(width),
                '\0',
                precision,
                kind);
        budget.text(Math.abs(width));
        if (text) {
            String shown = type == 'r' || type == 'a'
                    ? printing.repr(value)
                    : type == 'c' && value instanceof Long code
                            ? Character.toString(code.intValue())
                            : printing.text(value);
            return spec.format(shown, shown);
        }
        Object number = kind == 'd' && value instanceof Double real ? Numbers.truncated(real) : value;
        return spec.format(number, "");
    }

    /** {@code format.format(given)}; what is between the braces may be nested once, in the specification. */
    String braces(String format, Given given, Members members) {
        return new Braces(given, members).format(format, 0);
    }

    private final class Braces {
        private final Given given;
        private final Members members;
        private int next;

        Braces(Given given, Members members) {
            this.given = given;
            this.members = members;
        }

        String format(String format, int depth) {
            StringBuilder out = new StringBuilder();
            int i = 0;
            while (i < format.length()) {
                char c = format.charAt(i);
                if (c != '{' && c != '}') {
                    out.append(c);
                    i++;
                } else if (format.startsWith(String.valueOf(c).repeat(2), i)) {
                    out.append(c);
                    i += 2;
                } else {
                    int end = c == '{' ? end(format, i + 1) : -1;
                    if (end < 0 || depth > 1) {
                        throw TemplateFailure.of("a format has a brace too many, or one too few");
                    }
                    out.append(field(format.substring(i + 1, end), depth));
                    budget.text(out.length() / 16);
                    i = end + 1;
                }
            }
            return out.toString();
        }

        private int end(String format, int begin) {
            int open = 1;
            for (int i = begin; i < format.length(); i++) {
                open += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
                if (open == 0) {
                    return i;
                }
            }
            return -1;
        }

        private String field(String field, int depth) {
            int colon = field.indexOf(':');
            String head = colon < 0 ? field : field.substring(0, colon);
            int bang = head.indexOf('!');
            Object value = value(bang < 0 ? head : head.substring(0, bang));
            if (bang >= 0) {
                value = head.endsWith("r") || head.endsWith("a") ? printing.repr(value) : printing.text(value);
            }
            FormatSpec spec = FormatSpec.parse(colon < 0 ? "" : format(field.substring(colon + 1), depth + 1));
            budget.text(spec.width());
            return spec.format(value, printing.text(value));
        }

        private Object value(String path) {
            int end = 0;
            while (end < path.length() && ".[".indexOf(path.charAt(end)) < 0) {
                end++;
            }
            Object value = first(path.substring(0, end));
            Matcher steps = STEP.matcher(path).region(end, path.length());
            while (steps.lookingAt()) {
                String key = steps.group("key");
                value = key == null
                        ? members.attribute(value, steps.group("name"))
                        : members.item(value, isNumber(key) ? (Object) Long.parseLong(key) : key);
                steps.region(steps.end(), path.length());
            }
            return value;
        }

        private Object first(String name) {
            List<Object> values = new ArrayList<>(given.positional());
            if (name.isEmpty() || isNumber(name)) {
                return take(values, name.isEmpty() ? next++ : Integer.parseInt(name));
            }
            Object value = given.named().get(name);
            if (value == null) {
                throw TemplateFailure.of("a format wants a value called '%s'", name);
            }
            return value;
        }

        private static boolean isNumber(String text) {
            return text.length() < 9 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }
    }
}
