package dev.muninn.eval.task;

import java.util.List;

/**
 * Something that changes how many things people have.
 *
 * @param actor who does it
 * @param other who is given to, or bought as many as; nobody for {@link Kind#FINDS} and {@link Kind#LOSES}
 * @param item which of the two kinds of things
 * @param amount how many, where a number is told
 */
record StoryEvent(Kind kind, int actor, int other, int item, int amount) {
    private static final int ITEMS = 2;

    enum Kind {
        FINDS,
        LOSES,
        GIVES,
        GIVES_ALL,
        GIVES_HALF,
        BUYS_AS_MANY
    }

    /** Number of the actor's count, of {@code people * 2}. */
    int actorCount() {
        return actor * ITEMS + item;
    }

    int otherCount() {
        return other * ITEMS + item;
    }

    boolean changes(int count) {
        return switch (kind) {
            case FINDS, LOSES, BUYS_AS_MANY -> count == actorCount();
            case GIVES, GIVES_ALL, GIVES_HALF -> count == actorCount() || count == otherCount();
        };
    }

    String sentence(List<String> people, List<String> nouns) {
        String noun = nouns.get(item);
        String told = switch (kind) {
            case FINDS -> "finds " + Words.counted(amount, noun);
            case LOSES -> "loses " + Words.counted(amount, noun);
            case GIVES -> "gives " + Words.counted(amount, noun) + " to " + people.get(other);
            case GIVES_ALL -> "gives all " + noun + "s to " + people.get(other);
            case GIVES_HALF -> "gives half of the " + noun + "s to " + people.get(other);
            case BUYS_AS_MANY -> "buys as many " + noun + "s as " + people.get(other) + " has";
        };
        return people.get(actor) + " " + told + ".";
    }
}
