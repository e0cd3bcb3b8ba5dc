package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is where with what: bAbI's tasks 1, 2, 3 and 5 to 8. Notes: at a move the place left, or in tasks about hands what they hold; where
 * an object changes hands, the place.
 */
final class PlacesSolver implements Solver {
    private static final Pattern MOVE =
            Pattern.compile("(\\w+) (?:went back|went|moved|journeyed|travelled) to the (\\w+)\\.");
    private static final Pattern TAKE =
            Pattern.compile("(\\w+) (?:got|took|grabbed|picked up) the (\\w+)(?: there)?\\.");
    private static final Pattern DROP =
            Pattern.compile("(\\w+) (?:dropped|discarded|left|put down) the (\\w+)(?: there)?\\.");
    private static final Pattern GIVE = Pattern.compile("(\\w+) (?:gave|handed|passed) the (\\w+) to (\\w+)\\.");
    private static final List<String> NUMBERS = List.of("none", "one", "two", "three", "four", "five", "six");
    private static final List<String> PLACES = List.of("bathroom", "bedroom", "garden", "hallway", "kitchen", "office");

    private final int task;
    private final Map<String, String> place = new LinkedHashMap<>();
    private final Map<String, List<String>> hands = new LinkedHashMap<>();
    /** Of an object: where it has been, the latest last. */
    private final Map<String, List<String>> been = new LinkedHashMap<>();

    PlacesSolver(int task) {
        this.task = task;
    }

    @Override
    public Optional<String> read(String sentence) {
        Matcher give = GIVE.matcher(sentence);
        if (give.matches()) {
            holds(give.group(1)).remove(give.group(2));
            return took(give.group(3), give.group(2));
        }
        Matcher take = TAKE.matcher(sentence);
        if (take.matches()) {
            return took(take.group(1), take.group(2));
        }
        Matcher drop = DROP.matcher(sentence);
        if (drop.matches()) {
            holds(drop.group(1)).remove(drop.group(2));
            return noteOfHands(drop.group(1));
        }
        Matcher move = MOVE.matcher(sentence);
        if (move.matches()) {
            Optional<String> before = Optional.ofNullable(place.put(move.group(1), move.group(2)));
            holds(move.group(1)).forEach(object -> put(object, move.group(2)));
            return task == 7 || task == 8 ? noteOfHands(move.group(1)) : before;
        }
        return Optional.empty();
    }

    private Optional<String> took(String who, String object) {
        holds(who).add(object);
        Optional.ofNullable(place.get(who)).ifPresent(where -> put(object, where));
        return noteOfHands(who);
    }

    private Optional<String> noteOfHands(String who) {
        return switch (task) {
            case 7 -> Optional.of(number(who));
            case 8 -> Optional.of(list(who));
            default -> Optional.ofNullable(place.get(who));
        };
    }

    private List<String> holds(String who) {
        return hands.computeIfAbsent(who, key -> new ArrayList<>());
    }

    private void put(String object, String where) {
        List<String> places = been.computeIfAbsent(object, key -> new ArrayList<>());
        if (places.isEmpty() || !places.getLast().equals(where)) {
            places.add(where);
        }
    }

    private String number(String who) {
        return NUMBERS.get(Math.min(holds(who).size(), NUMBERS.size() - 1));
    }

    private String list(String who) {
        return holds(who).isEmpty() ? "nothing" : String.join(",", holds(who));
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        place.forEach((who, where) -> facts.add(new Fact("Where is %s?".formatted(who), where)));
        if (task != 1 && task != 6) {
            been.forEach((object, places) -> aboutObject(object, places, facts));
            hands.forEach((who, objects) ->
                    objects.forEach(object -> facts.add(new Fact("Who has the %s?".formatted(object), who))));
        }
        switch (task) {
            case 6 ->
                place.forEach((who, where) -> PLACES.forEach(asked -> {
                    // as many yes as no
                    if (asked.equals(where)) {
                        Fact fact = new Fact("Is %s in the %s?".formatted(who, asked), "yes");
                        facts.addAll(List.of(fact, fact, fact));
                    } else if ((asked.length() + facts.size()) % 2 == 0) {
                        facts.add(new Fact("Is %s in the %s?".formatted(who, asked), "no"));
                    }
                }));
            case 7 ->
                hands.keySet()
                        .forEach(who ->
                                facts.add(new Fact("How many objects is %s carrying?".formatted(who), number(who))));
            case 8 ->
                hands.keySet().forEach(who -> facts.add(new Fact("What is %s carrying?".formatted(who), list(who))));
            default -> {}
        }
        return facts;
    }

    private void aboutObject(String object, List<String> places, List<Fact> facts) {
        facts.add(new Fact("Where is the %s?".formatted(object), places.getLast()));
        for (int i = 1; task == 3 && i < places.size(); i++) {
            String later = places.get(i);
            if (places.lastIndexOf(later) == i) {
                facts.add(new Fact("Where was the %s before the %s?".formatted(object, later), places.get(i - 1)));
            }
        }
    }
}
