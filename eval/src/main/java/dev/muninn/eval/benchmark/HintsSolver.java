package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where somebody is, is not or may be: bAbI's tasks 9 and 10. Only what the latest sentence about a person says is known. */
final class HintsSolver implements Solver {
    private static final Pattern IN =
            Pattern.compile("(\\w+) (?:is in|went back to|went to|moved to|journeyed to|travelled to) the (\\w+)\\.");
    private static final Pattern NOT_IN = Pattern.compile("(\\w+) is (?:not|no longer) in the (\\w+)\\.");
    private static final Pattern EITHER = Pattern.compile("(\\w+) is either in the (\\w+) or the (\\w+)\\.");
    private static final List<String> OTHERS = List.of("office", "kitchen", "school");

    private final Map<String, Map<String, String>> answers = new LinkedHashMap<>();

    @Override
    public Optional<String> read(String sentence) {
        Matcher in = IN.matcher(sentence);
        Matcher notIn = NOT_IN.matcher(sentence);
        Matcher either = EITHER.matcher(sentence);
        if (in.matches()) {
            Map<String, String> known = new LinkedHashMap<>();
            known.put(in.group(2), "yes");
            OTHERS.stream()
                    .filter(place -> !place.equals(in.group(2)))
                    .findFirst()
                    .ifPresent(place -> known.put(place, "no"));
            answers.put(in.group(1), known);
        } else if (notIn.matches()) {
            answers.put(notIn.group(1), Map.of(notIn.group(2), "no"));
        } else if (either.matches()) {
            Map<String, String> known = new LinkedHashMap<>();
            known.put(either.group(2), "maybe");
            known.put(either.group(3), "maybe");
            OTHERS.stream()
                    .filter(place -> !known.containsKey(place))
                    .findFirst()
                    .ifPresent(place -> known.put(place, "no"));
            answers.put(either.group(1), known);
        }
        return Optional.empty();
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        answers.forEach((who, known) -> known.forEach(
                (place, answer) -> facts.add(new Fact("Is %s in the %s?".formatted(who, place), answer))));
        return facts;
    }
}
