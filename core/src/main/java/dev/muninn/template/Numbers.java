package dev.muninn.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's numbers: a {@link Long}, or a {@link BigInteger} where that is too small, or a {@link Double}. */
final class Numbers {
    private static final Pattern FLOAT =
            Pattern.compile("(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+" + "|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile("0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern NUMERAL =
            Pattern.compile("[+-]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d[\\d_]*)?");
    private static final int MOST_BITS = 4096;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** Where the float that begins at {@code at} ends; {@code at} if there is none. */
    static int endOfFloat(String source, int at) {
        return end(FLOAT, source, at);
    }

    static int endOfInteger(String source, int at) {
        return end(INTEGER, source, at);
    }

    private static int end(Pattern pattern, String source, int at) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        return matcher.lookingAt() ? matcher.end() : at;
    }

    /** An integer as Python writes it in source. */
    static Object integer(String text) {
        int radix = text.length() < 2
                ? 10
                : switch (text.charAt(1)) {
                    case 'b', 'B' -> 2;
                    case 'o', 'O' -> 8;
                    case 'x', 'X' -> 16;
                    default -> 10;
                };
        return of(new BigInteger(radix == 10 ? text : text.substring(2), radix));
    }

    /** The smaller of the two forms. */
    static Object of(BigInteger value) {
        if (value.bitLength() > MOST_BITS) {
            throw TemplateFailure.of("a number has more than %s bits", MOST_BITS);
        }
        return value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0 ? (Object) value.longValue() : value;
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static boolean isNumber(Object value) {
        return isInteger(value) || value instanceof Double;
    }

    static BigInteger big(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            case Long number -> BigInteger.valueOf(number);
            case BigInteger number -> number;
            default -> throw new IllegalArgumentException(String.valueOf(value));
        };
    }

    static double real(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case Long number -> number;
            case BigInteger number -> number.doubleValue();
            case Double number -> number;
            default -> throw new IllegalArgumentException(String.valueOf(value));
        };
    }

    /** Below zero, zero or above, as the first is smaller, equal or larger; NaN is none of them, and unequal to all. */
    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (isInteger(left) && isInteger(right)) {
            return big(left).compareTo(big(right));
        }
        double a = real(left);
        double b = real(right);
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        return exact(left).compareTo(exact(right));
    }

    static boolean isNaN(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(big(value));
    }

    /** Python's {@code int} of a finite float. */
    static Object truncated(double value) {
        return of(new BigDecimal(value).toBigInteger());
    }

    /** Python's {@code int} of a text; null if it is none. */
    static @Nullable Object parseInteger(String text, int radix) {
        String digits = Text.strip(text).replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
        boolean negative = digits.startsWith("-");
        String plain = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        int base = radix;
        if (plain.length() > 2 && plain.charAt(0) == '0') {
            int prefix = switch (plain.charAt(1)) {
                case 'b', 'B' -> 2;
                case 'o', 'O' -> 8;
                case 'x', 'X' -> 16;
                default -> 10;
            };
            if (prefix != 10 && (radix == prefix || radix == 0)) {
                plain = plain.substring(2);
                base = prefix;
            }
        }
        if (plain.isEmpty() || !Character.isLetterOrDigit(plain.charAt(0)) || plain.length() > MOST_BITS / 3) {
            return null;
        }
        try {
            BigInteger value = new BigInteger(plain, base == 0 ? 10 : base);
            return of(negative ? value.negate() : value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Python's {@code float} of a text; null if it is none. */
    static @Nullable Double parseReal(String text) {
        String number = Text.strip(text);
        String word = number.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        if (word.equals("inf") || word.equals("infinity")) {
            return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (word.equals("nan")) {
            return Double.NaN;
        }
        return NUMERAL.matcher(number).matches() ? (Double) Double.parseDouble(number.replace("_", "")) : null;
    }

    /** Python's {@code round} of a float, to the even of two that are as near. */
    static double rounded(double value, int digits) {
        return Double.isFinite(value)
                ? Math.copySign(
                        new BigDecimal(value)
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .doubleValue(),
                        value)
                : value;
    }

    /** Python's {@code repr}: the shortest digits, in scientific notation below 1e-4 and from 1e16. */
    static String repr(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e16) {
            String plain = new BigDecimal(Double.toString(value)).toPlainString();
            String signed = value == 0 && 1 / value < 0 ? "-0" : plain;
            return signed.contains(".") ? signed : signed + ".0";
        }
        String[] parts = Double.toString(value).split("E", 2);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        int exponent = Integer.parseInt(parts[1]);
        return String.format(Locale.ROOT, "%se%s%02d", digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
