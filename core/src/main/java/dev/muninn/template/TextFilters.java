package dev.muninn.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters that make texts. */
final class TextFilters {
    static final Set<String> NAMES = Set.of(
            "capitalize",
            "center",
            "e",
            "escape",
            "filesizeformat",
            "forceescape",
            "format",
            "indent",
            "lower",
            "regex_replace",
            "replace",
            "safe",
            "string",
            "striptags",
            "title",
            "trim",
            "truncate",
            "upper",
            "urlencode",
            "wordcount",
            "xmlattr");
    private static final Pattern WORD_BEGINNING = Pattern.compile("([-\\s({\\[<]+)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern COMMENT_OR_TAG = Pattern.compile("<!--.*?-->|<.*?>", Pattern.DOTALL);
    private static final List<String> SIZES = List.of("k", "M", "G", "T", "P", "E", "Z", "Y");

    private final Operations operations;
    /** Whether the filters of task files are there, too. */
    private final boolean tasks;

    TextFilters(Operations operations, boolean tasks) {
        this.operations = operations;
        this.tasks = tasks;
    }

    Object apply(String name, Object value, Given given) {
        String text = operations.printing().text(value);
        operations.budget().text(text.length());
        return switch (name) {
            case "escape", "e" -> value instanceof Markup ? value : new Markup(Markup.escape(text));
            case "forceescape" -> new Markup(Markup.escape(text));
            case "safe" -> new Markup(text);
            case "string" -> value instanceof Markup ? value : text;
            case "filesizeformat" ->
                fileSize(value, given.bind(name, 0, "binary").truth(0, false));
            case "format" -> format(text, given);
            case "indent" -> indent(value, given.bind(name, 0, "width", "first", "blank"));
            case "replace" -> {
                Given.Bound bound = given.bind(name, 2, "old", "new", "count");
                yield operations
                        .members()
                        .strings()
                        .replace(
                                text,
                                operations.printing().text(bound.get(0)),
                                operations.printing().text(bound.get(1)),
                                bound.isGiven(2) ? bound.integer(2) : -1);
            }
            case "regex_replace" -> regexReplace(text, given.bind(name, 2, "pattern", "repl", "count"));
            case "striptags" -> stripTags(text);
            case "truncate" -> truncate(value, text, given.bind(name, 0, "length", "killwords", "end", "leeway"));
            case "urlencode" -> urlEncode(value, text);
            case "wordcount" -> WORD.matcher(text).results().count();
            case "xmlattr" -> attributes(value, given.bind(name, 0, "autospace").truth(0, true));
            default -> {
                String changed = changed(name, text, given);
                yield value instanceof Markup ? new Markup(changed) : changed;
            }
        };
    }

    private String changed(String name, String text, Given given) {
        return switch (name) {
            case "trim" -> {
                Given.Bound bound = given.bind(name, 0, "chars");
                yield Text.strip(text, bound.isGiven(0) ? bound.text(0) : null, true, true);
            }
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> Text.capitalize(text);
            case "title" -> title(text);
            case "center" -> {
                long width = given.bind(name, 0, "width").integer(0, 80);
                yield (String) operations.members().strings().call("center", text, new Given(List.of(width), Map.of()));
            }
            default -> throw TemplateFailure.of("there is no filter '%s' here", name);
        };
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        Matcher borders = WORD_BEGINNING.matcher(text);
        int begin = 0;
        while (borders.find()) {
            word(text.substring(begin, borders.start()), out);
            out.append(borders.group());
            begin = borders.end();
        }
        word(text.substring(begin), out);
        return out.toString();
    }

    private static void word(String word, StringBuilder out) {
        if (!word.isEmpty()) {
            int first = word.offsetByCodePoints(0, 1);
            out.append(word.substring(0, first).toUpperCase(Locale.ROOT));
            out.append(word.substring(first).toLowerCase(Locale.ROOT));
        }
    }

    private static Object fileSize(Object value, boolean binary) {
        String text = Values.asText(value);
        Double size = text != null ? Numbers.parseReal(text) : Numbers.isNumber(value) ? Numbers.real(value) : null;
        if (size == null) {
            throw TemplateFailure.of("filesizeformat wants a number, found '%s'", Values.typeName(value));
        }
        int base = binary ? 1024 : 1000;
        if (size == 1) {
            return "1 Byte";
        }
        if (size < base) {
            return Numbers.truncated(size) + " Bytes";
        }
        double unit = base;
        int i = 0;
        while (i < SIZES.size() - 1 && size >= unit * base) {
            unit *= base;
            i++;
        }
        String prefix = binary ? SIZES.get(i).toUpperCase(Locale.ROOT) + "i" : SIZES.get(i);
        return FormatSpec.parse(".1f").format(size / unit, "") + " " + prefix + "B";
    }

    private Object format(String text, Given given) {
        if (!given.named().isEmpty() && !given.positional().isEmpty()) {
            throw TemplateFailure.of("format takes values by place or by name, not both");
        }
        Object values = given.named().isEmpty() ? new Tuple(given.positional()) : Values.of(given.named());
        return operations.formatting().percent(text, values);
    }

    private String indent(Object value, Given.Bound bound) {
        String text = Values.asText(value);
        if (text == null) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : TemplateFailure.of("indent wants a string, found '%s'", Values.typeName(value));
        }
        String wanted = bound.has(0) ? Values.asText(bound.get(0)) : null;
        String indent = wanted != null ? wanted : " ".repeat(Math.clamp(bound.integer(0, 4), 0, 10_000));
        List<Object> lines = Text.lines(text + "\n", false);
        operations.budget().text(text.length() + (long) lines.size() * indent.length());
        StringBuilder out = new StringBuilder(bound.truth(1, false) ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            boolean indented = i > 0 && (bound.truth(2, false) || !line.isEmpty());
            out.append(i > 0 ? "\n" : "").append(indented ? indent : "").append(line);
        }
        return out.toString();
    }

    /** The harness's own filter. A chat template has it not: an expression can be made that takes for ever. */
    private String regexReplace(String text, Given.Bound bound) {
        if (!tasks) {
            throw TemplateFailure.of("there is no filter 'regex_replace' here");
        }
        return PythonRegex.compile(operations.printing().text(bound.get(0)))
                .replaceIn(text, operations.printing().text(bound.get(1)), Math.toIntExact(bound.integer(2, 0)));
    }

    private static String stripTags(String text) {
        String bare = COMMENT_OR_TAG.matcher(text).replaceAll("");
        StringBuilder out = new StringBuilder();
        for (Object word : Text.words(bare, -1, true)) {
            out.append(out.isEmpty() ? "" : " ").append(word);
        }
        return out.toString()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static Object truncate(Object value, String text, Given.Bound bound) {
        long length = bound.integer(0, 255);
        String end = bound.text(2, "...");
        long leeway = bound.isGiven(3) ? bound.integer(3) : 5;
        if (length < Text.length(end) || leeway < 0) {
            throw TemplateFailure.of("truncate: length %s is below that of its end, or leeway is below 0", length);
        }
        if (Values.length(value) < 0 || Values.length(value) > length + leeway && Values.asText(value) == null) {
            throw TemplateFailure.of("truncate wants a string, found '%s'", Values.typeName(value));
        }
        if (Values.length(value) <= length + leeway) {
            return value;
        }
        String cut = text.substring(0, Text.offset(text, length - Text.length(end)));
        int space = cut.lastIndexOf(' ');
        return (bound.truth(1, false) || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private String urlEncode(Object value, String text) {
        if (Values.asText(value) != null || !Values.isIterable(value)) {
            return quoted(text).replace("%2F", "/");
        }
        Iterator<Object> pairs = value instanceof Map<?, ?> map
                ? operations.members().items(Values.dict(map)).iterator()
                : Values.iterate(value);
        List<String> parts = new ArrayList<>();
        while (pairs.hasNext()) {
            List<Object> pair = new ArrayList<>();
            Values.iterate(pairs.next()).forEachRemaining(pair::add);
            if (pair.size() != 2) {
                throw TemplateFailure.of("urlencode wants pairs of keys and values");
            }
            parts.add(query(pair.get(0)) + "=" + query(pair.get(1)));
        }
        return String.join("&", parts);
    }

    private String query(Object value) {
        return quoted(operations.printing().text(value)).replace("%20", "+");
    }

    private static String quoted(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private Object attributes(Object value, boolean space) {
        if (!(value instanceof Map<?, ?> map)) {
            throw TemplateFailure.of("xmlattr wants a dict, found '%s'", Values.typeName(value));
        }
        StringBuilder out = new StringBuilder();
        Values.dict(map).forEach((key, item) -> {
            if (item != None.NONE && !(item instanceof Undefined)) {
                String name = operations.printing().text(key);
                if (name.chars().anyMatch(c -> Character.isWhitespace(c) || "/>=".indexOf(c) >= 0)) {
                    throw TemplateFailure.of("'%s' is no name of an attribute", name);
                }
                Object shown =
                        item instanceof Markup ? item : operations.printing().text(item);
                out.append(out.isEmpty() ? "" : " ").append(Markup.escape(name)).append("=\"");
                out.append(Markup.escaped(shown)).append('"');
            }
        });
        return (space && !out.isEmpty() ? " " : "") + out;
    }
}
