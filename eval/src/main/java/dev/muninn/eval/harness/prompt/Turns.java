package dev.muninn.eval.harness.prompt;

import dev.muninn.eval.harness.python.PythonText;
import java.util.ArrayList;
import java.util.List;

/** A question and perhaps its answer as messages. */
final class Turns {
    private Turns() {}

    /** A question to be answered; the delimiter before the answer is the continuation's. */
    static List<Message> question(String question, String prefix, String targetDelimiter) {
        List<Message> turns = new ArrayList<>();
        boolean delimited = !prefix.isEmpty() && needsDelimiter(question, prefix);
        turns.add(new Message(Message.USER, question, delimited ? targetDelimiter : ""));
        if (!prefix.isEmpty()) {
            turns.add(new Message(Message.ASSISTANT, prefix, ""));
        }
        return turns;
    }

    /** An example. */
    static List<Message> answered(
            String question, String answer, String prefix, String targetDelimiter, String fewshotDelimiter) {
        if (answer.isEmpty()) {
            return question(question, prefix, targetDelimiter);
        }
        boolean delimited = prefix.isEmpty() || needsDelimiter(question, prefix);
        return List.of(
                new Message(Message.USER, question, delimited ? targetDelimiter : ""),
                new Message(Message.ASSISTANT, joined(prefix, answer, " "), fewshotDelimiter));
    }

    /** Both, the delimiter between them unless either has a space there. */
    static String joined(String first, String second, String delimiter) {
        if (first.isEmpty() || second.isEmpty()) {
            return first + second;
        }
        boolean spaced = PythonText.endsWithSpace(first) || PythonText.startsWithSpace(second);
        return spaced ? first + second : first + delimiter + second;
    }

    private static boolean needsDelimiter(String first, String second) {
        return !first.isEmpty() && !PythonText.endsWithSpace(first) && !PythonText.startsWithSpace(second);
    }
}
