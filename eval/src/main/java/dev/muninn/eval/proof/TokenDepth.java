package dev.muninn.eval.proof;

import dev.muninn.cache.SlotPolicy;
import dev.muninn.eval.proof.Answerer.Answer;
import dev.muninn.eval.proof.report.Block;
import dev.muninn.eval.task.Example;
import dev.muninn.eval.task.Form;
import dev.muninn.exit.ExitPolicy;
import dev.muninn.exit.ExitSpec;
import dev.muninn.generate.TokenEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which written tokens get the depth: worked steps, where each token exits for itself. */
final class TokenDepth {
    /** Written tokens of one kind. */
    record Kind(String kind, int tokens, double recurrences, int least, int most) {}

    private TokenDepth() {}

    /** The prompt is read at full depth, so that what differs is what the written tokens need. */
    static List<Kind> measure(Context context, List<Example> problems, int recurrences, String exit) {
        ExitPolicy asked = ExitPolicy.of(ExitSpec.parse(exit));
        ExitPolicy whileWriting =
                new ExitPolicy(asked.criterion(), asked.minRecurrences(), asked.every(), false, asked.afterExit());
        List<Answer> answers = new Answerer(context.subject(), context)
                .answer(
                        sample(problems),
                        Form.STEPS,
                        context.plan().seed(),
                        request -> request.recurrences(recurrences)
                                .exit(whileWriting)
                                .slots(SlotPolicy.parse("latest")));
        Map<String, java.util.IntSummaryStatistics> kinds = new TreeMap<>();
        for (Answer answer : answers) {
            // the first token was read out of the prompt, at its depth
            List<TokenEvent> written = answer.result().tokens();
            for (TokenEvent event : written.subList(Math.min(1, written.size()), written.size())) {
                kinds.computeIfAbsent(
                                kind(context.subject().codec().text(event.token())),
                                kind -> new java.util.IntSummaryStatistics())
                        .accept(event.recurrences());
            }
        }
        return kinds.entrySet().stream()
                .map(entry -> new Kind(
                        entry.getKey(),
                        Math.toIntExact(entry.getValue().getCount()),
                        entry.getValue().getAverage(),
                        entry.getValue().getMin(),
                        entry.getValue().getMax()))
                .sorted(Comparator.comparingDouble(Kind::recurrences).reversed())
                .toList();
    }

    /** Every fourth problem is enough for thousands of tokens. */
    private static List<Example> sample(List<Example> problems) {
        return java.util.stream.IntStream.range(0, problems.size())
                .filter(i -> i % 4 == 0)
                .mapToObj(problems::get)
                .toList();
    }

    static String kind(String text) {
        String word = text.strip();
        if (word.isEmpty()) {
            return text.contains("\n") ? "line feed" : "space";
        }
        if (word.chars().allMatch(Character::isDigit)) {
            return "number";
        }
        if (word.length() == 1 && Character.isLetter(word.charAt(0))) {
            return "letter";
        }
        if (word.chars().allMatch(Character::isLetter)) {
            return Character.isUpperCase(word.charAt(0)) ? "name or sentence's first word" : "word";
        }
        if (word.chars().allMatch(c -> "+-*/=<>".indexOf(c) >= 0)) {
            return "operator";
        }
        return word.chars().noneMatch(Character::isLetterOrDigit) ? "punctuation" : "other";
    }

    static Block table(List<Kind> kinds, String exit) {
        Block.Rows rows = new Block.Rows();
        kinds.forEach(kind -> rows.add(
                kind.kind(),
                String.valueOf(kind.tokens()),
                Wording.number(kind.recurrences(), 2),
                kind.least() + " to " + kind.most()));
        return rows.table(
                "Which tokens get the depth: worked steps, every written token exits for itself, " + exit,
                "token",
                "written",
                "mean recurrences",
                "range");
    }
}
