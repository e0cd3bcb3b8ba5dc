package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shapes above, below and beside one another: bAbI's task 17. As many questions with yes as with no. */
final class PositionsSolver implements Solver {
    private static final Map<String, Offset> WORDS = Map.of(
            "above", new Offset(0, 1),
            "below", new Offset(0, -1),
            "to the right of", new Offset(1, 0),
            "to the left of", new Offset(-1, 0));
    private static final Pattern SENTENCE =
            Pattern.compile("The (.+?) is (above|below|to the right of|to the left of) the (.+)\\.");

    private final OffsetGraph graph = new OffsetGraph();

    @Override
    public Optional<String> read(String sentence) {
        Matcher matcher = SENTENCE.matcher(sentence);
        if (matcher.matches()) {
            Offset offset = WORDS.get(matcher.group(2));
            if (offset != null) {
                graph.add(matcher.group(1), offset, matcher.group(3));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (OffsetGraph.Pair pair : graph.pairs()) {
            WORDS.forEach((word, wanted) -> {
                Offset sign = pair.offset().sign();
                boolean yes = wanted.dx() != 0 ? sign.dx() == wanted.dx() : sign.dy() == wanted.dy();
                Fact fact =
                        new Fact("Is the %s %s the %s?".formatted(pair.from(), word, pair.to()), yes ? "yes" : "no");
                facts.add(fact);
                if (yes) {
                    facts.add(fact); // a pair that is above is not below, left or right: more no than yes
                }
            });
        }
        return facts;
    }
}
