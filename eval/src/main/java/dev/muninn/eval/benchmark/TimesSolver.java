package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who was where at which time of day: bAbI's task 14. Asks what came before every place visited once. */
final class TimesSolver implements Solver {
    private static final String WHEN = "yesterday|this morning|this afternoon|this evening";
    private static final List<String> TIMES = List.of(WHEN.split("\\|"));
    private static final String WENT = "(\\w+) (?:went back|went|moved|journeyed|travelled) to the (\\w+)";
    private static final Pattern BEFORE = Pattern.compile("(" + WHEN + ") " + WENT + "\\.", Pattern.CASE_INSENSITIVE);
    private static final Pattern BEHIND = Pattern.compile(WENT + " (" + WHEN + ")\\.");

    private final Map<String, TreeMap<Integer, String>> places = new LinkedHashMap<>();

    @Override
    public Optional<String> read(String sentence) {
        Matcher before = BEFORE.matcher(sentence);
        Matcher behind = BEHIND.matcher(sentence);
        if (before.matches()) {
            add(before.group(2), before.group(1), before.group(3));
        } else if (behind.matches()) {
            add(behind.group(1), behind.group(3), behind.group(2));
        }
        return Optional.empty();
    }

    private void add(String who, String when, String where) {
        places.computeIfAbsent(who, key -> new TreeMap<>()).put(TIMES.indexOf(when.toLowerCase(Locale.ROOT)), where);
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        places.forEach((who, times) -> {
            List<String> visits = List.copyOf(times.values());
            for (int i = 1; i < visits.size(); i++) {
                String where = visits.get(i);
                if (Collections.frequency(visits, where) == 1) {
                    facts.add(new Fact("Where was %s before the %s?".formatted(who, where), visits.get(i - 1)));
                }
            }
        });
        return facts;
    }
}
