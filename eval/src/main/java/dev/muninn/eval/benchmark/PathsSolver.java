package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways of one and of two steps between rooms: bAbI's task 19, which asks for two. */
final class PathsSolver implements Solver {
    private static final Pattern SENTENCE = Pattern.compile("The (\\w+) is (north|south|east|west) of the (\\w+)\\.");
    private static final Map<String, String> BACK = Map.of("north", "s", "south", "n", "east", "w", "west", "e");

    /** By room, then by neighbour: which way one goes there. */
    private final Map<String, Map<String, String>> ways = new LinkedHashMap<>();

    @Override
    public Optional<String> read(String sentence) {
        Matcher matcher = SENTENCE.matcher(sentence);
        if (matcher.matches()) {
            String direction = matcher.group(2);
            ways.computeIfAbsent(matcher.group(3), key -> new LinkedHashMap<>())
                    .put(matcher.group(1), direction.substring(0, 1));
            ways.computeIfAbsent(matcher.group(1), key -> new LinkedHashMap<>())
                    .put(matcher.group(3), BACK.getOrDefault(direction, ""));
        }
        return Optional.empty();
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        ways.forEach((from, first) -> first.forEach((middle, way) -> {
            facts.add(fact(from, middle, way));
            ways.getOrDefault(middle, Map.of()).forEach((to, then) -> {
                if (!to.equals(from) && !first.containsKey(to)) {
                    facts.add(fact(from, to, way + "," + then));
                }
            });
        }));
        return facts;
    }

    private static Fact fact(String from, String to, String way) {
        return new Fact("How do you go from the %s to the %s?".formatted(from, to), way);
    }
}
