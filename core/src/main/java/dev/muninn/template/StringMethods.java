package dev.muninn.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The methods of Python's {@code str}. */
final class StringMethods {
    static final Set<String> NAMES = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "encode",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "format_map",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill");

    private final Budget budget;
    private final Formatting formatting;
    private final Members members;

    StringMethods(Budget budget, Formatting formatting, Members members) {
        this.budget = budget;
        this.formatting = formatting;
        this.members = members;
    }

    Object call(String name, String text, Given given) {
        budget.text(text.length() / 16);
        return switch (name) {
            case "strip", "lstrip", "rstrip" -> strip(name, text, given);
            case "split", "rsplit" -> split(name, text, given);
            case "splitlines" ->
                Text.lines(text, given.bind(name, 0, "keepends").integer(0, 0) != 0);
            case "partition", "rpartition" -> partition(name, text, given);
            case "startswith", "endswith" -> begins(name, text, given);
            case "find", "rfind", "index", "rindex", "count" -> find(name, text, given);
            case "replace" -> replace(text, given);
            case "removeprefix" ->
                removeprefix(text, given.bind(name, 1, "prefix").text(0));
            case "removesuffix" ->
                removesuffix(text, given.bind(name, 1, "suffix").text(0));
            case "join" -> join(text, given);
            case "center", "ljust", "rjust", "zfill" -> pad(name, text, given);
            case "expandtabs" -> expandTabs(text, given.bind(name, 0, "tabsize").integer(0, 8));
            case "format" -> formatting.braces(text, given, members);
            case "format_map" -> {
                Map<?, ?> map = (Map<?, ?>) dict(given.bind(name, 1, "map").get(0));
                Map<String, Object> named = new LinkedHashMap<>();
                Values.dict(map).forEach((key, value) -> named.put(String.valueOf(key), value));
                yield formatting.braces(text, new Given(List.of(), named), members);
            }
            default -> {
                given.bind(name, 0);
                yield simple(name, text);
            }
        };
    }

    private static Object dict(Object value) {
        if (value instanceof Map) {
            return value;
        }
        throw TemplateFailure.of("format_map wants a dict");
    }

    private static Object simple(String name, String text) {
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "casefold" -> text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
            case "capitalize" -> Text.capitalize(text);
            case "title" -> Text.title(text);
            case "swapcase" -> swapCase(text);
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(text, c -> Character.isLetter(c) || isNumeric(c));
            case "isdecimal" -> all(text, Character::isDigit);
            case "isdigit" -> all(text, c -> Character.isDigit(c) || isSuperscript(c));
            case "isnumeric" -> all(text, StringMethods::isNumeric);
            case "isspace" -> all(text, Text::isSpace);
            case "isprintable" -> text.isEmpty() || all(text, Text::isPrintable);
            case "isascii" -> text.isEmpty() || all(text, c -> c < 128);
            case "islower" -> isCased(text, c -> !Character.isUpperCase(c) && !Character.isTitleCase(c));
            case "isupper" -> isCased(text, c -> !Character.isLowerCase(c) && !Character.isTitleCase(c));
            case "istitle" -> isTitle(text);
            case "isidentifier" ->
                !text.isEmpty()
                        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                        && all(text, Character::isUnicodeIdentifierPart);
            default -> throw TemplateFailure.of("method '%s' of strings is not supported here", name);
        };
    }

    private static boolean all(String text, IntPredicate wanted) {
        return !text.isEmpty() && text.codePoints().allMatch(wanted);
    }

    private static boolean isCased(String text, IntPredicate wanted) {
        return text.codePoints().anyMatch(Text::isCased) && text.codePoints().allMatch(wanted);
    }

    static boolean isLower(String text) {
        return (Boolean) simple("islower", text);
    }

    static boolean isUpper(String text) {
        return (Boolean) simple("isupper", text);
    }

    private static boolean isTitle(String text) {
        boolean within = false;
        boolean any = false;
        for (int c : text.codePoints().toArray()) {
            boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
            boolean small = Character.isLowerCase(c);
            if (capital && within || small && !within) {
                return false;
            }
            within = capital || small;
            any |= within;
        }
        return any;
    }

    private static boolean isSuperscript(int c) {
        return c == 0xB2
                || c == 0xB3
                || c == 0xB9
                || c == 0x2070
                || c >= 0x2074 && c <= 0x2079
                || c >= 0x2080 && c <= 0x2089;
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static String swapCase(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            out.append(Character.isUpperCase(c) ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
        });
        return out.toString();
    }

    private static Object strip(String name, String text, Given given) {
        Given.Bound bound = given.bind(name, 0, "chars");
        return Text.strip(
                text, bound.isGiven(0) ? bound.text(0) : null, !name.equals("rstrip"), !name.equals("lstrip"));
    }

    private Object split(String name, String text, Given given) {
        Given.Bound bound = given.bind(name, 0, "sep", "maxsplit");
        long most = bound.integer(1, -1);
        boolean fromLeft = name.equals("split");
        List<Object> parts = bound.isGiven(0)
                ? Text.split(text, nonEmpty(bound.text(0)), most, fromLeft)
                : Text.words(text, most, fromLeft);
        budget.steps(parts.size() / 8);
        return new ArrayList<>(parts);
    }

    private static String nonEmpty(String separator) {
        if (separator.isEmpty()) {
            throw TemplateFailure.of("an empty text separates nothing");
        }
        return separator;
    }

    private static Object partition(String name, String text, Given given) {
        String separator = nonEmpty(given.bind(name, 1, "sep").text(0));
        boolean first = name.equals("partition");
        int at = first ? text.indexOf(separator) : text.lastIndexOf(separator);
        if (at < 0) {
            return first ? Tuple.of(text, "", "") : Tuple.of("", "", text);
        }
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    /** The part of a text between two indices of characters, where {@code begin} of them were passed by; null if there is none. */
    private static int[] window(String text, Given.Bound bound, int first) {
        int length = Text.length(text);
        long from = bound.isGiven(first) ? bound.integer(first) : 0;
        long to = bound.isGiven(first + 1) ? bound.integer(first + 1) : length;
        from = from < 0 ? Math.max(0, from + length) : from;
        to = Math.min(length, to < 0 ? Math.max(0, to + length) : to);
        return new int[] {(int) Math.min(from, length + 1), (int) to};
    }

    private static boolean begins(String name, String text, Given given) {
        Given.Bound bound = given.bind(name, 1, "prefix", "start", "end");
        int[] window = window(text, bound, 1);
        if (window[0] > window[1]) {
            return false;
        }
        String part = text.substring(Text.offset(text, window[0]), Text.offset(text, window[1]));
        Predicate<String> begins = name.equals("startswith") ? part::startsWith : part::endsWith;
        if (bound.get(0) instanceof Tuple tuple) {
            return tuple.items().stream()
                    .map(item -> new Given(List.of(item), Map.of())
                            .bind(name, 1, "prefix")
                            .text(0))
                    .anyMatch(begins);
        }
        return begins.test(bound.text(0));
    }

    private static Object find(String name, String text, Given given) {
        Given.Bound bound = given.bind(name, 1, "sub", "start", "end");
        String part = bound.text(0);
        int[] window = window(text, bound, 1);
        int found = -1;
        if (window[0] <= window[1]) {
            String within = text.substring(Text.offset(text, window[0]), Text.offset(text, window[1]));
            if (name.equals("count")) {
                return (long) Text.count(within, part);
            }
            int at = name.startsWith("r") ? within.lastIndexOf(part) : within.indexOf(part);
            found = at < 0 ? -1 : window[0] + within.codePointCount(0, at);
        }
        if (name.equals("count")) {
            return 0L;
        }
        if (found < 0 && name.endsWith("index")) {
            throw TemplateFailure.of("the text to find is not there");
        }
        return (long) found;
    }

    private Object replace(String text, Given given) {
        Given.Bound bound = given.bind("replace", 2, "old", "new", "count");
        return replace(text, bound.text(0), bound.text(1), bound.integer(2, -1));
    }

    String replace(String text, String old, String replacement, long most) {
        int count = Text.count(text, old);
        budget.text(text.length() + (most < 0 ? count : Math.min(count, most)) * (long) replacement.length());
        return Text.replace(text, old, replacement, most);
    }

    private static String removeprefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String removesuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private Object join(String separator, Given given) {
        StringBuilder out = new StringBuilder();
        Iterator<Object> items =
                Values.iterate(given.bind("join", 1, "iterable").get(0));
        for (int i = 0; items.hasNext(); i++) {
            Object item = items.next();
            String text = Values.asText(item);
            if (text == null) {
                throw TemplateFailure.of("join: item %s is of type '%s', wanted strings", i, Values.typeName(item));
            }
            budget.text(separator.length() + text.length());
            budget.step();
            out.append(i == 0 ? "" : separator).append(text);
        }
        return out.toString();
    }

    private Object pad(String name, String text, Given given) {
        Given.Bound bound =
                name.equals("zfill") ? given.bind(name, 1, "width") : given.bind(name, 1, "width", "fillchar");
        String fill = name.equals("zfill") ? "0" : bound.values().length > 1 ? bound.text(1, " ") : " ";
        if (Text.length(fill) != 1) {
            throw TemplateFailure.of("%s: the text to fill with is '%s', wanted one letter", name, fill);
        }
        long missing = Math.max(0, bound.integer(0) - Text.length(text));
        budget.text(text.length() + missing);
        return padded(name, text, fill, (int) missing, (int) Math.min(bound.integer(0), Integer.MAX_VALUE));
    }

    private static String padded(String name, String text, String fill, int missing, int width) {
        return switch (name) {
            case "ljust" -> text + fill.repeat(missing);
            case "rjust" -> fill.repeat(missing) + text;
            case "center" -> {
                int left = missing / 2 + (missing & width & 1);
                yield fill.repeat(left) + text + fill.repeat(missing - left);
            }
            default -> {
                boolean signed = text.startsWith("-") || text.startsWith("+");
                yield (signed ? text.substring(0, 1) : "") + "0".repeat(missing) + text.substring(signed ? 1 : 0);
            }
        };
    }

    private Object expandTabs(String text, long size) {
        StringBuilder out = new StringBuilder();
        long column = 0;
        for (int c : text.codePoints().toArray()) {
            if (c == '\t') {
                long spaces = size <= 0 ? 0 : size - column % size;
                budget.text(spaces);
                out.repeat(' ', (int) spaces);
                column += spaces;
            } else {
                out.appendCodePoint(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }
}
