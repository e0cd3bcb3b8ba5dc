package dev.muninn.eval.task;

import java.util.Optional;

/**
 * Finds the answer in what a model wrote, strictly. It is the rest of the line after the first {@link TaskText#ANSWER}; where
 * there is none, as when the prompt ended with it, the first line that is not blank. White space at its ends and the length
 * of white space inside do not count, everything else does: "14." is not "14", and a worked output without the marker is wrong.
 */
public final class AnswerCheck {
    private AnswerCheck() {}

    public static boolean correct(Question question, String output) {
        return answer(output).map(normal(question.answer())::equals).orElse(false);
    }

    /** The answer that {@code output} gives, right or not; white space made even. */
    public static Optional<String> answer(String output) {
        int marker = output.indexOf(TaskText.ANSWER);
        if (marker < 0) {
            return output.lines()
                    .map(AnswerCheck::normal)
                    .filter(line -> !line.isEmpty())
                    .findFirst();
        }
        return output.substring(marker + TaskText.ANSWER.length())
                .lines()
                .map(AnswerCheck::normal)
                .findFirst();
    }

    private static String normal(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
