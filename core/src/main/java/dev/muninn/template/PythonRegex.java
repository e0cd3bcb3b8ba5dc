package dev.muninn.template;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's {@code re} for text, run by Java's: the two differ in the names of groups, in what a dot and a dollar
 * see as the end of a line, in brackets inside of brackets, in braces that count nothing and in the alphabets that {@code \w}, {@code \d} and
 * {@code \s} know. What Java has no word for is refused.
 */
public final class PythonRegex {
    private static final Pattern COUNT = Pattern.compile("\\{(\\d+(,\\d*)?|,\\d+)}.*", Pattern.DOTALL);

    /** A group in a replacement, whose backslashes have been doubled. */
    private static final Pattern REFERENCE = Pattern.compile("\\\\\\\\(?:(\\d{1,2})|g<(\\w+)>)");

    private final Pattern pattern;

    private PythonRegex(Pattern pattern) {
        this.pattern = pattern;
    }

    public static PythonRegex compile(String regex) {
        try {
            return new PythonRegex(
                    Pattern.compile(translated(regex), Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS));
        } catch (PatternSyntaxException e) {
            throw new MuninnException(
                    "regular expression '%s': %s at character %d".formatted(regex, e.getDescription(), e.getIndex()),
                    e);
        }
    }

    private static String translated(String regex) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length()) {
                char next = regex.charAt(++i);
                if (next == 'N') {
                    throw unknown(regex, "\\N{...}");
                }
                out.append(next == 'Z' && !inClass ? "\\z" : "\\" + next);
            } else if (inClass) {
                inClass = c != ']';
                out.append(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
            } else if (c == '[') {
                inClass = true;
                out.append(c);
                if (regex.startsWith("^", i + 1)) {
                    out.append('^');
                    i++;
                }
                if (regex.startsWith("]", i + 1)) {
                    out.append("\\]");
                    i++;
                }
            } else if (regex.startsWith("(?P<", i)) {
                out.append("(?<");
                i += 3;
            } else if (regex.startsWith("(?P=", i)) {
                int end = Math.max(i + 4, regex.indexOf(')', i));
                out.append("\\k<").append(regex, i + 4, end).append('>');
                i = end;
            } else if (regex.startsWith("(?(", i) || regex.startsWith("(?#", i)) {
                throw unknown(regex, regex.substring(i, i + 3));
            } else if (c == '{') {
                boolean counts = COUNT.matcher(regex.substring(i)).matches();
                out.append(!counts ? "\\{" : regex.startsWith("{,", i) ? "{0" : "{");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static MuninnException unknown(String regex, String part) {
        return new MuninnException("regular expression '%s': '%s' is not supported".formatted(regex, part));
    }

    /** {@code re.findall}: each match as the texts of its groups, or the whole match where there are none; "" for what took no part. */
    public List<List<String>> findAll(String text) {
        List<List<String>> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            List<String> groups = new ArrayList<>();
            for (int g = 1; g <= matcher.groupCount(); g++) {
                groups.add(matcher.group(g) == null ? "" : matcher.group(g));
            }
            found.add(groups.isEmpty() ? List.of(matcher.group()) : groups);
        }
        return found;
    }

    /** {@code re.sub(regex, "", text)}. */
    public String removeFrom(String text) {
        return pattern.matcher(text).replaceAll("");
    }

    /**
     * {@code re.sub(regex, replacement, text, count)}.
     *
     * @param replacement may name groups by number ({@code \\1}) or as {@code \\g<name>}
     * @param count matches that are replaced; 0 for all
     */
    public String replaceIn(String text, String replacement, int count) {
        String java = REFERENCE.matcher(Matcher.quoteReplacement(replacement)).replaceAll(found -> {
            String group = found.group(1) != null ? found.group(1) : found.group(2);
            return Matcher.quoteReplacement(Character.isDigit(group.charAt(0)) ? "$" + group : "${" + group + "}");
        });
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        for (int n = 0; (count == 0 || n < count) && matcher.find(); n++) {
            matcher.appendReplacement(out, java);
        }
        return matcher.appendTail(out).toString();
    }
}
