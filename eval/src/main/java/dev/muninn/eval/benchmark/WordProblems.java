package dev.muninn.eval.benchmark;

import static dev.muninn.error.MuninnException.require;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Arithmetic in words: GSM8K (Cobbe et al. 2021, arXiv:2110.14168) and SVAMP (Patel et al. 2021, arXiv:2103.07191). */
public final class WordProblems {
    private static final String MARK = "####";
    /** The calculator's annotations in GSM8K's solutions. */
    private static final Pattern CALCULATOR = Pattern.compile("<<[^<>]*>>");
    /** The first item of SVAMP's test part in common use. */
    private static final int SVAMP_TEST = 701;

    private WordProblems() {}

    /**
     * Problems of GSM8K.
     *
     * @param worked whether the solution comes before the answer
     */
    public static void gsm8k(Path file, boolean worked, Consumer<Passage> sink) {
        int row = 0;
        for (String line : BenchmarkFiles.lines(file)) {
            row++;
            String place = file + ", line " + row;
            JsonNode node = BenchmarkFiles.json(line, place);
            String question = node.path("question").asString("").strip();
            String solution = node.path("answer").asString("");
            int mark = solution.lastIndexOf(MARK);
            require(!question.isEmpty() && mark >= 0, "%s: wanted a question, and an answer with %s", place, MARK);
            String answer = solution.substring(mark + MARK.length()).strip().replace(",", "");
            String steps =
                    CALCULATOR.matcher(solution.substring(0, mark).strip()).replaceAll("");
            sink.accept(passage(
                    worked ? "gsm8k-worked" : "gsm8k",
                    "gsm8k-" + row,
                    question,
                    worked ? steps + "\n" + answer : answer));
        }
    }

    /**
     * Problems of SVAMP.
     *
     * @param test the last 300, or all the others
     */
    public static void svamp(Path file, boolean test, Consumer<Passage> sink) {
        for (JsonNode node : BenchmarkFiles.json(BenchmarkFiles.text(file), file)) {
            String id = node.path("ID").asString("");
            List<String> parts = new ArrayList<>();
            parts.add(node.path("Body").asString("").strip());
            parts.add(node.path("Question").asString("").strip());
            JsonNode answer = node.path("Answer");
            require(
                    id.matches("chal-\\d+")
                            && answer.isNumber()
                            && parts.stream().noneMatch(String::isEmpty),
                    "%s, item '%s': wanted ID, Body, Question and Answer",
                    file,
                    id);
            if (Integer.parseInt(id.substring("chal-".length())) >= SVAMP_TEST == test) {
                String body = parts.getFirst().endsWith(".") ? parts.getFirst() : parts.getFirst() + ".";
                sink.accept(
                        passage("svamp", "svamp-" + id, body + " " + parts.getLast(), plain(answer.decimalValue())));
            }
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static Passage passage(String label, String group, String question, String answer) {
        PassageBuilder passage = new PassageBuilder();
        passage.question(question, answer);
        return passage.build(label, group);
    }
}
