package dev.muninn.eval.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What StepGame's sentences say, learned from items of one sentence, whose answer is what it says. A sentence is a template with two agents,
 * which are single capital letters. A few templates come with several answers (faults of the data that Li, Hogg and Cohn 2024 describe);
 * those are not understood.
 */
public final class StepGameSentences {
    private static final Pattern AGENT = Pattern.compile("\\b[A-Z]\\b");

    /** Of its answers, so many have to be one. */
    private static final double SURE = 0.9;

    private final Map<String, Map<Offset, Integer>> seen = new HashMap<>();

    /**
     * The meaning of a sentence.
     *
     * @param offset how the agent named first lies from the other
     */
    record Meaning(String first, Offset offset, String second) {}

    private record Template(String text, List<String> agents) {}

    /** The sentence alone makes {@code from} lie {@code direction} of {@code to}. */
    void learn(String sentence, String from, String to, String direction) {
        Template template = template(sentence);
        List<String> agents = template.agents();
        if (agents.size() == 2 && agents.contains(from) && agents.contains(to)) {
            Offset offset = Directions.named(direction);
            seen.computeIfAbsent(template.text(), key -> new HashMap<>())
                    .merge(agents.getFirst().equals(from) ? offset : offset.inverse(), 1, Integer::sum);
        }
    }

    Optional<Meaning> meaning(String sentence) {
        Template template = template(sentence);
        Map<Offset, Integer> answers = seen.getOrDefault(template.text(), Map.of());
        int all = answers.values().stream().mapToInt(count -> count).sum();
        return answers.entrySet().stream()
                .filter(entry -> template.agents().size() == 2 && entry.getValue() > SURE * all)
                .map(entry -> new Meaning(
                        template.agents().getFirst(),
                        entry.getKey(),
                        template.agents().getLast()))
                .findFirst();
    }

    /** Different templates seen. */
    public int size() {
        return seen.size();
    }

    private static Template template(String sentence) {
        List<String> agents = new ArrayList<>();
        String text = AGENT.matcher(sentence).replaceAll(match -> {
            if (!agents.contains(match.group())) {
                agents.add(match.group());
            }
            return Matcher.quoteReplacement("@" + agents.indexOf(match.group()));
        });
        return new Template(text, agents);
    }
}
