package dev.muninn.eval.harness.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a prompt.
 *
 * @param role system, user or assistant
 * @param delimiter what follows it where no chat template does
 */
record Message(String role, String content, String delimiter) {
    static final String SYSTEM = "system";
    static final String USER = "user";
    static final String ASSISTANT = "assistant";

    String text() {
        return content + delimiter;
    }

    /** All of them one after the other. */
    static String text(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(message.text()));
        return text.toString();
    }

    /** Everything between the system's message and an assistant's last one as one message of the user. */
    static List<Message> singleTurn(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        List<Message> rest = messages;
        if (rest.getFirst().role().equals(SYSTEM)) {
            turns.add(rest.getFirst());
            rest = rest.subList(1, rest.size());
        }
        boolean answered = rest.getLast().role().equals(ASSISTANT);
        List<Message> asked = answered ? rest.subList(0, rest.size() - 1) : rest;
        Message last = asked.getLast();
        List<Message> before = asked.subList(0, asked.size() - 1);
        turns.add(new Message(USER, text(before) + last.content(), ""));
        if (answered) {
            turns.add(rest.getLast());
        }
        return turns;
    }
}
