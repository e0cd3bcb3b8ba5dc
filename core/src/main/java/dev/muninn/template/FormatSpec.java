package dev.muninn.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a value is laid out, in Python's format specification.
 *
 * @param fill what fills up to the width
 * @param align {@code < > ^ =}, or a space for the value's own way
 * @param sign {@code + -} or space
 * @param alternate {@code #}
 * @param grouping {@code ,} or {@code _} between thousands, or a NUL
 * @param precision −1 for none
 * @param type such as {@code d}, or a NUL
 */
record FormatSpec(
        String fill, char align, char sign, boolean alternate, int width, char grouping, int precision, char type) {
    private static final Pattern SPEC = Pattern.compile(
            "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+"
                    + " ])?(?<alternate>#)?(?<zero>0)?(?<width>\\d{1,6})?(?<grouping>[,_])?"
                    + "(?:\\.(?<precision>\\d{1,6}))?(?<type>[a-zA-Z%])?",
            Pattern.DOTALL);
    private static final char ABSENT = '\0';
    private static final int MOST_DIGITS = 1000;

    static FormatSpec parse(String text) {
        Matcher matcher = SPEC.matcher(text);
        if (!matcher.matches()) {
            throw TemplateFailure.of("'%s' is no format specification", text);
        }
        boolean zero = matcher.group("zero") != null;
        boolean aligned = matcher.group("align") != null;
        String fill = matcher.group("fill");
        return new FormatSpec(
                fill != null ? fill : zero ? "0" : " ",
                aligned ? matcher.group("align").charAt(0) : zero ? '=' : ' ',
                letter(matcher.group("sign"), '-'),
                matcher.group("alternate") != null,
                number(matcher.group("width"), 0),
                letter(matcher.group("grouping"), ABSENT),
                number(matcher.group("precision"), -1),
                letter(matcher.group("type"), ABSENT));
    }

    private static char letter(@Nullable String group, char otherwise) {
        return group == null ? otherwise : group.charAt(0);
    }

    private static int number(@Nullable String group, int otherwise) {
        return group == null ? otherwise : Integer.parseInt(group);
    }

    /** @param text the value as {@code str} prints it */
    String format(Object value, String text) {
        if (precision > MOST_DIGITS && type != 's') {
            throw TemplateFailure.of("a format has a precision of more than %s", MOST_DIGITS);
        }
        if (value instanceof Boolean && type == ABSENT) {
            return pad("", cut(text), '<');
        }
        if (Numbers.isInteger(value) && "fFeEgG%".indexOf(type) < 0) {
            return integer(Numbers.big(value));
        }
        if (Numbers.isNumber(value)) {
            return real(Numbers.real(value));
        }
        if (type != ABSENT && type != 's') {
            throw TemplateFailure.of("format '%s' cannot show '%s'", type, Values.typeName(value));
        }
        return pad("", cut(text), '<');
    }

    private String cut(String text) {
        return precision >= 0 ? text.substring(0, Text.offset(text, precision)) : text;
    }

    private String integer(BigInteger value) {
        String digits = value.abs()
                .toString(
                        switch (type) {
                            case 'x', 'X' -> 16;
                            case 'o' -> 8;
                            case 'b' -> 2;
                            case 'd', 'n', ABSENT -> 10;
                            case 'c' -> 10;
                            default -> throw TemplateFailure.of("format '%s' cannot show 'int'", type);
                        });
        if (type == 'c') {
            return pad("", Character.toString(value.intValueExact()), '<');
        }
        String prefix = alternate && "xXob".indexOf(type) >= 0 ? "0" + type : "";
        String shown = type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
        return pad(signOf(value.signum() < 0) + prefix, grouped(shown), '>');
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    }

    private String real(double value) {
        boolean negative = value < 0 || value == 0 && 1 / value < 0;
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            String word = Double.isNaN(value) ? "nan" : "inf";
            return pad(signOf(value < 0), Character.isUpperCase(type) ? word.toUpperCase(Locale.ROOT) : word, '>');
        }
        int digits = precision < 0 ? 6 : precision;
        String shown = switch (type) {
            case 'f', 'F' -> fixed(size, digits);
            case '%' -> fixed(size * 100, digits) + "%";
            case 'e', 'E' -> scientific(size, digits);
            case 'g', 'G', 'n' -> general(size, Math.max(1, digits), -4);
            case ABSENT -> precision < 0 ? Numbers.repr(size) : plain(size);
            default -> throw TemplateFailure.of("format '%s' cannot show 'float'", type);
        };
        int point = shown.indexOf('.');
        int whole = point < 0 ? shown.length() : point;
        String all = shown.indexOf('e') >= 0 ? shown : grouped(shown.substring(0, whole)) + shown.substring(whole);
        return pad(signOf(negative), Character.isUpperCase(type) ? all.toUpperCase(Locale.ROOT) : all, '>');
    }

    private String plain(double size) {
        String shown = general(size, Math.max(1, precision), -4);
        return shown.indexOf('.') < 0 && shown.indexOf('e') < 0 ? shown + ".0" : shown;
    }

    private static String fixed(double size, int digits) {
        return new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String scientific(double size, int digits) {
        BigDecimal rounded = new BigDecimal(size).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        String all = rounded.unscaledValue().toString();
        int exponent = size == 0 ? 0 : all.length() - 1 - rounded.scale();
        String padded = all + "0".repeat(Math.max(0, digits + 1 - all.length()));
        String mantissa = padded.charAt(0) + (digits == 0 ? "" : "." + padded.substring(1, digits + 1));
        return String.format(Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private String general(double size, int digits, int least) {
        String scientific = scientific(size, digits - 1);
        int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
        if (exponent >= least && exponent < digits) {
            return stripped(fixed(size, digits - 1 - exponent));
        }
        int e = scientific.indexOf('e');
        return stripped(scientific.substring(0, e)) + scientific.substring(e);
    }

    private String stripped(String number) {
        return alternate || number.indexOf('.') < 0 ? number : number.replaceFirst("\\.?0+$", "");
    }

    private String grouped(String digits) {
        if (grouping == ABSENT) {
            return digits;
        }
        StringBuilder out = new StringBuilder(digits);
        for (int i = digits.length() - 3; i > 0; i -= 3) {
            out.insert(i, grouping);
        }
        return out.toString();
    }

    private String pad(String head, String body, char own) {
        int missing = width - Text.length(head) - Text.length(body);
        if (missing <= 0) {
            return head + body;
        }
        return switch (align == ' ' ? own : align) {
            case '<' -> head + body + fill.repeat(missing);
            case '^' -> fill.repeat(missing / 2) + head + body + fill.repeat(missing - missing / 2);
            case '=' -> head + fill.repeat(missing) + body;
            default -> fill.repeat(missing) + head + body;
        };
    }
}
