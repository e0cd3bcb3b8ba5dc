package dev.muninn.tokenizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is said in a chat may spell a token that means something to the model, such as the end of a turn. While the template is rendered, a
 * character of Unicode's private use that occurs nowhere else stands in for it; so it can be told apart from what the template wrote.
 * White space, letters and order are as they would be, and a chat in which nothing is spelled is not changed at all.
 */
final class Spelling {
    private static final char FIRST = '\uE000';
    private static final char LAST = '\uF8FF';

    private final Set<Character> taken = new HashSet<>();
    private final Map<String, Character> standIns = new HashMap<>();
    private final Map<Character, String> spelled = new LinkedHashMap<>();
    private char next = FIRST;

    /** @param everything all texts of the chat and its template, whose characters stand for themselves */
    Spelling(Collection<String> everything) {
        for (String text : everything) {
            text.chars().filter(c -> c >= FIRST && c <= LAST).forEach(c -> taken.add((char) c));
        }
    }

    /** Any of these texts, the longest first; nothing if there are none. Looks for their first letters, so that most text is passed by. */
    static Pattern anyOf(Collection<String> texts) {
        if (texts.isEmpty()) {
            return Pattern.compile("(?!)");
        }
        String letters = texts.stream()
                .map(text -> "\\x{%x}".formatted(text.codePointAt(0)))
                .distinct()
                .collect(Collectors.joining());
        String all = texts.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile("(?=[%s])(?:%s)".formatted(letters, all));
    }

    /** Applies {@code change} to all strings of a JSON-like value, keys included. */
    static Object eachString(Object value, UnaryOperator<String> change) {
        return switch (value) {
            case String text -> change.apply(text);
            case Map<?, ?> map -> {
                Map<String, Object> changed = new LinkedHashMap<>();
                map.forEach((key, item) -> changed.put(change.apply(String.valueOf(key)), eachString(item, change)));
                yield changed;
            }
            case List<?> list -> {
                List<Object> changed = new ArrayList<>();
                list.forEach(item -> changed.add(eachString(item, change)));
                yield changed;
            }
            case null, default -> value;
        };
    }

    /** The text with a stand-in for whatever matches. */
    String hide(String text, Pattern control) {
        return control.matcher(text).replaceAll(found -> String.valueOf(standIn(found.group())));
    }

    private char standIn(String text) {
        return standIns.computeIfAbsent(text, _ -> {
            while (taken.contains(next)) {
                next++;
            }
            if (next > LAST) {
                throw new IllegalStateException(
                        "more special tokens are spelled than there are characters to stand in");
            }
            spelled.put(next, text);
            return next++;
        });
    }

    /** Whether nothing was spelled. */
    boolean isEmpty() {
        return spelled.isEmpty();
    }

    /** A part of a rendered chat: what the template wrote or what was said, or the spelling of a token that was said. */
    record Part(String text, boolean isSpelled) {}

    /** A rendered chat in its parts. */
    List<Part> parts(String rendered) {
        List<Part> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < rendered.length(); i++) {
            String text = spelled.get(rendered.charAt(i));
            if (text != null) {
                parts.add(new Part(rendered.substring(start, i), false));
                parts.add(new Part(text, true));
                start = i + 1;
            }
        }
        parts.add(new Part(rendered.substring(start), false));
        return parts;
    }
}
