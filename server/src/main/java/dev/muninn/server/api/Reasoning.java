package dev.muninn.server.api;

/**
 * Parts worked steps from the answer, as they come. A reply that begins with {@code Steps:}, or is to a prompt that ends with it, is
 * reasoning up to the line that begins with {@code Answer:}; any other reply is all answer. Both parts together, with the line feed between them, are the reply.
 */
final class Reasoning {
    static final String STEPS = "Steps:";
    static final String ANSWER = "\nAnswer:";

    /** A piece of the reply. */
    record Piece(String reasoning, String content) {
        static final Piece NONE = new Piece("", "");
    }

    /** What a reply is, as far as can be known before it comes. */
    enum Reply {
        /** All content, whatever it looks like. */
        CONTENT,
        /** Its beginning will tell. */
        UNKNOWN,
        /** Worked steps, which the prompt has begun. */
        STEPS;

        /** Of the reply to a prompt that ends with {@code text}. */
        static Reply to(String text) {
            return text.stripTrailing().endsWith(Reasoning.STEPS) ? STEPS : UNKNOWN;
        }
    }

    private enum Phase {
        OPENING,
        STEPS,
        ANSWER
    }

    private final StringBuilder held = new StringBuilder();
    private Phase phase;
    /** Characters of the reply that are reasoning. */
    private int reasoned;

    Reasoning(Reply reply) {
        this.phase = switch (reply) {
            case CONTENT -> Phase.ANSWER;
            case UNKNOWN -> Phase.OPENING;
            case STEPS -> Phase.STEPS;
        };
    }

    /** Characters of the reply, from its beginning, that are reasoning. */
    int reasoned() {
        return reasoned;
    }

    Piece accept(String text) {
        return advance(text, false);
    }

    /** The reply is at its end. */
    Piece finish() {
        return advance("", true);
    }

    private Piece advance(String text, boolean last) {
        held.append(text);
        if (phase == Phase.OPENING) {
            String opening = held.toString().stripLeading();
            if (opening.startsWith(STEPS)) {
                phase = Phase.STEPS;
            } else if (last || !STEPS.startsWith(opening)) {
                phase = Phase.ANSWER;
            } else {
                return Piece.NONE;
            }
        }
        return switch (phase) {
            case STEPS -> steps(last);
            case ANSWER, OPENING -> new Piece("", take(held.length()));
        };
    }

    private Piece steps(boolean last) {
        int answer = held.indexOf(ANSWER);
        if (answer >= 0) {
            String reasoning = take(answer);
            held.deleteCharAt(0);
            reasoned += reasoning.length() + 1;
            phase = Phase.ANSWER;
            return new Piece(reasoning, take(held.length()));
        }
        String reasoning = take(held.length() - (last ? 0 : mayBeAnswer()));
        reasoned += reasoning.length();
        return new Piece(reasoning, "");
    }

    /** Characters at the end that may be the beginning of {@link #ANSWER}. */
    private int mayBeAnswer() {
        for (int length = Math.min(ANSWER.length() - 1, held.length()); length > 0; length--) {
            if (ANSWER.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }
}
