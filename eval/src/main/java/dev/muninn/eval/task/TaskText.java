package dev.muninn.eval.task;

import dev.muninn.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The one format of problems as text.
 *
 * <pre>
 * direct   PROMPT            steps   PROMPT               many   CONTEXT QUESTION
 *          Answer: X                 Steps: A. B. C.             Answer: X
 *                                    Answer: X                   QUESTION
 *                                                                Answer: Y
 * </pre>
 *
 * A reply's first word is the switch between answering at once and thinking aloud: an evaluation ends the prompt with
 * {@code Answer:} or {@code Steps:}. In a chat the reply is the same, the prompt is the user's turn, a system turn is the switch,
 * and every further question of the form many is a further turn.
 */
public final class TaskText {
    /** Begins the line of the answer. */
    public static final String ANSWER = "Answer:";

    /** Begins the line of worked steps. */
    public static final String STEPS = "Steps:";

    /** The system turn that asks for an answer without words before it. */
    public static final String ANSWER_AT_ONCE = "Answer at once.";

    /** The system turn that asks for worked steps. */
    public static final String THINK_ALOUD = "Think aloud.";

    private TaskText() {}

    /** A training document, ends with a line feed. */
    public static String document(Example example, Form form) {
        StringBuilder text = new StringBuilder();
        for (ChatMessage turn : turns(example, form)) {
            text.append(turn.content()).append('\n');
        }
        return text.toString();
    }

    /** What a model is given to go on with: one prompt and the switch, no white space at its end. */
    public static String opening(Example example, Form form) {
        return example.prompt() + "\n"
                + switch (form) {
                    case DIRECT, MANY, NOTED -> ANSWER;
                    case STEPS -> STEPS;
                };
    }

    /** The turns of a chat with the switch before them; ready for a chat template. */
    public static List<ChatMessage> chat(Example example, Form form) {
        String switched = switch (form) {
            case DIRECT, MANY, NOTED -> ANSWER_AT_ONCE;
            case STEPS -> THINK_ALOUD;
        };
        List<ChatMessage> chat = new ArrayList<>();
        chat.add(new ChatMessage("system", switched));
        chat.addAll(turns(example, form));
        return chat;
    }

    private static List<ChatMessage> turns(Example example, Form form) {
        return switch (form) {
            case DIRECT -> turn(example.prompt(), answer(example.question()));
            case STEPS -> turn(example.prompt(), STEPS + " " + example.steps() + "\n" + answer(example.question()));
            case MANY -> manyTurns(example, example.context());
            case NOTED ->
                manyTurns(
                        example,
                        example.noted().stream().map(Statement::withValue).collect(Collectors.joining(" ")));
        };
    }

    private static List<ChatMessage> manyTurns(Example example, String context) {
        List<ChatMessage> turns = new ArrayList<>();
        for (Question question : example.questions()) {
            turns.addAll(turn(turns.isEmpty() ? context + " " + question.text() : question.text(), answer(question)));
        }
        return turns;
    }

    private static List<ChatMessage> turn(String prompt, String reply) {
        return List.of(new ChatMessage("user", prompt), new ChatMessage("assistant", reply));
    }

    private static String answer(Question question) {
        return ANSWER + " " + question.answer();
    }
}
