package dev.muninn.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's strings, which are sequences of characters rather than of UTF-16 units. */
final class Text {
    private Text() {}

    /** What Python calls white space. */
    static boolean isSpace(int c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c >= 0x1C && c <= 0x1F
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    private static boolean endsLine(char c) {
        return c >= '\n' && c <= '\r' || c >= 0x1C && c <= 0x1E || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Where the character number {@code index} begins; the end if there are not as many. */
    static int offset(String text, long index) {
        int length = length(text);
        if (length == text.length()) {
            return (int) Math.min(index, length);
        }
        return text.offsetByCodePoints(0, (int) Math.min(index, length));
    }

    /** The characters, each a string. */
    static List<Object> characters(String text) {
        List<Object> characters = new ArrayList<>(text.length());
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    static String strip(String text) {
        return strip(text, null, true, true);
    }

    /** @param letters those to strip; null for white space */
    static String strip(String text, @Nullable String letters, boolean left, boolean right) {
        int begin = 0;
        int end = text.length();
        while (left && begin < end && isStripped(text.codePointAt(begin), letters)) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        while (right && end > begin && isStripped(text.codePointBefore(end), letters)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(begin, end);
    }

    private static boolean isStripped(int c, @Nullable String letters) {
        return letters == null ? isSpace(c) : letters.indexOf(c) >= 0;
    }

    static List<Object> lines(String text, boolean keepEnds) {
        List<Object> lines = new ArrayList<>();
        int begin = 0;
        int i = 0;
        while (i < text.length()) {
            if (endsLine(text.charAt(i))) {
                int next = text.startsWith("\r\n", i) ? i + 2 : i + 1;
                lines.add(text.substring(begin, keepEnds ? next : i));
                begin = next;
                i = next;
            } else {
                i++;
            }
        }
        if (begin < text.length()) {
            lines.add(text.substring(begin));
        }
        return lines;
    }

    /** Words between white space; what is left after {@code most} cuts is the last of them, or the first if not from the left. */
    static List<Object> words(String text, long most, boolean fromLeft) {
        List<Object> words = new ArrayList<>();
        int begin = 0;
        int end = text.length();
        while (true) {
            while (begin < end && isSpace(text.charAt(fromLeft ? begin : end - 1))) {
                begin += fromLeft ? 1 : 0;
                end -= fromLeft ? 0 : 1;
            }
            if (begin == end) {
                break;
            }
            boolean isLast = most >= 0 && words.size() >= most;
            int cut = isLast ? -1 : fromLeft ? firstSpace(text, begin, end) : lastSpace(text, begin, end);
            if (cut < 0) {
                words.add(text.substring(begin, end));
                break;
            }
            words.add(fromLeft ? text.substring(begin, cut) : text.substring(cut + 1, end));
            begin = fromLeft ? cut : begin;
            end = fromLeft ? end : cut;
        }
        return fromLeft ? words : words.reversed();
    }

    private static int firstSpace(String text, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int lastSpace(String text, int begin, int end) {
        for (int i = end - 1; i >= begin; i--) {
            if (isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Parts between {@code separator}s, cut at most {@code most} times, or as often as there are any if that is negative. */
    static List<Object> split(String text, String separator, long most, boolean fromLeft) {
        List<Object> parts = new ArrayList<>();
        int begin = 0;
        int end = text.length();
        while (most < 0 || parts.size() < most) {
            int cut = fromLeft ? text.indexOf(separator, begin) : text.lastIndexOf(separator, end - separator.length());
            if (cut < 0 || end < separator.length()) {
                break;
            }
            parts.add(fromLeft ? text.substring(begin, cut) : text.substring(cut + separator.length(), end));
            if (fromLeft) {
                begin = cut + separator.length();
            } else {
                end = cut;
            }
        }
        parts.add(text.substring(begin, end));
        return fromLeft ? parts : parts.reversed();
    }

    /** Replaces at most {@code most} occurrences, all if that is negative. */
    static String replace(String text, String old, String replacement, long most) {
        if (most < 0 && !old.isEmpty()) {
            return text.replace(old, replacement);
        }
        StringBuilder out = new StringBuilder();
        int begin = 0;
        long left = most < 0 ? Long.MAX_VALUE : most;
        while (left > 0) {
            int found = text.indexOf(old, begin);
            if (found < 0) {
                break;
            }
            left--;
            out.append(text, begin, found).append(replacement);
            begin = found + old.length();
            if (old.isEmpty()) {
                if (begin == text.length()) {
                    break;
                }
                int next = text.offsetByCodePoints(begin, 1);
                out.append(text, begin, next);
                begin = next;
            }
        }
        return out.append(text, begin, text.length()).toString();
    }

    static int count(String text, String part) {
        if (part.isEmpty()) {
            return length(text) + 1;
        }
        int count = 0;
        for (int i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length())) {
            count++;
        }
        return count;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return titleCase(text.codePointAt(0)) + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** Python's {@code str.title}: a capital after everything that is no letter. */
    static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean within = false;
        for (int c : text.codePoints().toArray()) {
            out.append(within ? Character.toString(c).toLowerCase(Locale.ROOT) : titleCase(c));
            within = isCased(c);
        }
        return out.toString();
    }

    static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    private static String titleCase(int c) {
        String upper = Character.toString(c).toUpperCase(Locale.ROOT);
        int single = Character.toTitleCase(c);
        return single != c || length(upper) == 1
                ? Character.toString(single)
                : upper.substring(0, 1) + upper.substring(1).toLowerCase(Locale.ROOT);
    }

    /** Below zero, zero or above, by characters. */
    static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                return pairs ? Character.isSurrogate(a) ? 1 : -1 : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Python's {@code repr} of a string. */
    static void repr(String text, StringBuilder out) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        String format = c <= 0xFF ? "\\x%02x" : c <= 0xFFFF ? "\\u%04x" : "\\U%08x";
                        out.append(format.formatted(c));
                    }
                }
            }
        });
        out.append(quote);
    }

    static boolean isPrintable(int c) {
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
