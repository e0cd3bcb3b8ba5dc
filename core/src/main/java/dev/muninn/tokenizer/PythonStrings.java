package dev.muninn.tokenizer;

import static dev.muninn.error.MuninnException.require;

import com.hubspot.jinjava.objects.SafeString;
import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Python's string methods, as far as chat templates use them. */
final class PythonStrings {
    private static final int LONGEST = 8 << 20;

    private PythonStrings() {}

    static boolean isString(Object value) {
        return value instanceof CharSequence || value instanceof SafeString;
    }

    /** As Python's {@code str}: True, not true. */
    static String text(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        if (isString(value) || value instanceof Number) {
            return value.toString();
        }
        throw new MuninnException("a list or mapping cannot be printed; the template should use tojson");
    }

    static List<Object> joined(Collection<?> first, Collection<?> second) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    static Object call(String text, String method, List<Object> arguments) {
        int count = arguments.size();
        return switch (method) {
            case "strip" -> strip(text, set(arguments), true, true);
            case "lstrip" -> strip(text, set(arguments), true, false);
            case "rstrip" -> strip(text, set(arguments), false, true);
            case "startswith" -> any(arguments, text::startsWith);
            case "endswith" -> any(arguments, text::endsWith);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "split" -> count == 0 ? words(text) : split(text, string(arguments, 0), limit(arguments));
            case "replace" -> replace(text, string(arguments, 0), string(arguments, 1));
            case "find" -> (long) text.indexOf(string(arguments, 0));
            default -> throw new MuninnException("method '%s' of a string is not supported".formatted(method));
        };
    }

    /** Removes Python's white space, which includes the no-break and ideographic spaces, from both ends. */
    static String strip(String text) {
        return strip(text, PythonStrings::isSpace, true, true);
    }

    static String replace(String text, String from, String to) {
        require(!from.isEmpty(), "replace is given an empty string to look for");
        long found = (text.length() - (long) text.replace(from, "").length()) / from.length();
        require(
                text.length() + found * (to.length() - (long) from.length()) <= LONGEST,
                "replace makes more than %s characters",
                LONGEST);
        return text.replace(from, to);
    }

    private static List<String> split(String text, String separator, int limit) {
        require(!separator.isEmpty(), "split is given an empty separator");
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0 && parts.size() < limit; at = text.indexOf(separator, start)) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isSpace(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    private static int limit(List<Object> arguments) {
        if (arguments.size() < 2) {
            return Integer.MAX_VALUE;
        }
        require(
                arguments.get(1) instanceof Number,
                "split is given '%s' as a limit, wanted a number",
                arguments.get(1));
        int limit = ((Number) arguments.get(1)).intValue();
        return limit < 0 ? Integer.MAX_VALUE : limit;
    }

    private static boolean any(List<Object> arguments, java.util.function.Predicate<String> test) {
        require(arguments.size() == 1, "startswith and endswith take one argument, found %s", arguments.size());
        Object argument = arguments.getFirst();
        if (argument instanceof Collection<?> several) {
            return several.stream().anyMatch(one -> isString(one) && test.test(one.toString()));
        }
        return test.test(string(arguments, 0));
    }

    private static String string(List<Object> arguments, int index) {
        require(
                index < arguments.size() && isString(arguments.get(index)),
                "a string method is given %s, wanted a string as argument %s",
                arguments,
                index + 1);
        return arguments.get(index).toString();
    }

    private static IntPredicate set(List<Object> arguments) {
        if (arguments.isEmpty()) {
            return PythonStrings::isSpace;
        }
        int[] set = string(arguments, 0).codePoints().toArray();
        return c -> Arrays.stream(set).anyMatch(member -> member == c);
    }

    private static String strip(String text, IntPredicate drop, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && drop.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && drop.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }
}
