package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody is, what its kind fears or what colour its kind has: bAbI's tasks 15 and 16. A colour's note is its bearer's kind. */
final class KindsSolver implements Solver {
    private static final Pattern IS_A = Pattern.compile("(\\w+) is an? (\\w+)\\.");
    private static final Pattern IS = Pattern.compile("(\\w+) is (\\w+)\\.");
    private static final Pattern FEAR = Pattern.compile("(\\w+) are afraid of (\\w+)\\.");
    private static final Map<String, String> ONE =
            Map.of("mice", "mouse", "wolves", "wolf", "cats", "cat", "sheep", "sheep");

    private final Map<String, String> kinds = new LinkedHashMap<>();
    private final Map<String, String> fears = new LinkedHashMap<>();
    private final Map<String, String> colours = new LinkedHashMap<>();
    private final Map<String, String> kindColours = new LinkedHashMap<>();

    @Override
    public Optional<String> read(String sentence) {
        Matcher isA = IS_A.matcher(sentence);
        Matcher is = IS.matcher(sentence);
        Matcher fear = FEAR.matcher(sentence);
        if (isA.matches()) {
            kinds.put(isA.group(1), isA.group(2));
            Optional.ofNullable(colours.get(isA.group(1))).ifPresent(colour -> kindColours.put(isA.group(2), colour));
        } else if (fear.matches()) {
            fears.put(fear.group(1).toLowerCase(Locale.ROOT), one(fear.group(2)));
        } else if (is.matches()) {
            colours.put(is.group(1), is.group(2));
            Optional<String> kind = Optional.ofNullable(kinds.get(is.group(1)));
            kind.ifPresent(name -> kindColours.put(name, is.group(2)));
            return kind;
        }
        return Optional.empty();
    }

    private static String one(String many) {
        return ONE.getOrDefault(many, many);
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        kinds.forEach((who, kind) -> {
            facts.add(new Fact("What is %s?".formatted(fears.isEmpty() ? who : who.toLowerCase(Locale.ROOT)), kind));
            fears.forEach((feared, of) -> {
                if (one(feared).equals(kind)) {
                    facts.add(new Fact("What is %s afraid of?".formatted(who.toLowerCase(Locale.ROOT)), of));
                }
            });
        });
        fears.forEach((who, of) -> facts.add(new Fact("What are %s afraid of?".formatted(who), of)));
        colours.forEach((who, colour) -> facts.add(new Fact("What color is %s?".formatted(who), colour)));
        kindColours.forEach((kind, colour) -> facts.add(new Fact("What color is a %s?".formatted(kind), colour)));
        return facts;
    }
}
