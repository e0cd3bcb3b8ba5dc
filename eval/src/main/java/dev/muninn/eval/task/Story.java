package dev.muninn.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many things people have, as events change it. A count is numbered person * 2 + kind of thing; each time it changes, it has a
 * new {@link Version}. Where two counts are added, no event is behind both: none can be cancelled out of an answer.
 */
final class Story {
    private static final int KINDS = 2;
    private static final int MOST = 30;

    /**
     * What a count is from some event on.
     *
     * @param how its value as computed: "5 + 3 = 8", or the value
     * @param depth events, one after another, that it depends on
     * @param cone bit i is set for the versions it depends on and its own
     * @param causes bit i is set for the sentences it depends on
     */
    private record Version(int count, String how, int value, int depth, long cone, long causes) {}

    private final List<String> people;
    private final List<String> nouns;
    private final List<String> sentences = new ArrayList<>();
    private final List<Version> versions = new ArrayList<>();

    Story(List<String> people, List<String> nouns) {
        this.people = people;
        this.nouns = nouns;
    }

    /** Tells what a person has at first. */
    void begin(int person, int firstKind, int secondKind) {
        int[] values = {firstKind, secondKind};
        for (int kind = 0; kind < KINDS; kind++) {
            int count = person * KINDS + kind;
            String how = Integer.toString(values[kind]);
            versions.add(new Version(count, how, values[kind], 0, 1L << versions.size(), 0));
        }
        sentences.add(people.get(person) + " has " + Words.counted(firstKind, nouns.getFirst()) + " and "
                + Words.counted(secondKind, nouns.getLast()) + ".");
    }

    /** Tells an event, unless it cannot happen, something would get deeper than {@code mostDepth}, or the story is full. */
    boolean tell(StoryEvent event, int mostDepth) {
        if (versions.size() + 2 > Long.SIZE) {
            return false;
        }
        List<Version> changed = changed(event).orElse(List.of());
        if (changed.isEmpty() || changed.stream().anyMatch(v -> v.depth() > mostDepth || v.value() > MOST)) {
            return false;
        }
        for (Version version : changed) {
            long own = 1L << versions.size();
            versions.add(new Version(
                    version.count(),
                    version.how(),
                    version.value(),
                    version.depth(),
                    version.cone() | own,
                    version.causes() | 1L << sentences.size()));
        }
        sentences.add(event.sentence(people, nouns));
        return true;
    }

    List<String> sentences() {
        return sentences;
    }

    int depth(int count) {
        return now(count).depth();
    }

    int deepest() {
        return now(focus()).depth();
    }

    /** The count that is deepest now. */
    int focus() {
        int deepest = 0;
        for (int count = 1; count < people.size() * KINDS; count++) {
            deepest = depth(count) > depth(deepest) ? count : deepest;
        }
        return deepest;
    }

    Question question(int count) {
        Version asked = now(count);
        String noun = nouns.get(count % KINDS);
        String steps = IntStream.range(0, versions.size())
                .filter(i -> (asked.cone() >>> i & 1) != 0)
                .mapToObj(i -> step(versions.get(i)))
                .collect(Collectors.joining(" "));
        String text = "How many " + noun + "s does " + people.get(count / KINDS) + " have now?";
        return new Question(text, steps, Integer.toString(asked.value()), asked.depth());
    }

    private String step(Version version) {
        String noun = nouns.get(version.count() % KINDS) + (version.value() == 1 ? "" : "s");
        return people.get(version.count() / KINDS) + " has " + version.how() + " " + noun + ".";
    }

    private Version now(int count) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).count() == count) {
                return versions.get(i);
            }
        }
        throw new IllegalStateException("nothing was told of count " + count);
    }

    /** The counts after an event, without their own bits; empty if it cannot happen. */
    private Optional<List<Version>> changed(StoryEvent event) {
        Version actor = now(event.actorCount());
        Version other = now(event.otherCount());
        int amount = event.amount();
        return switch (event.kind()) {
            case FINDS -> Optional.of(List.of(plus(actor, amount)));
            case LOSES -> actor.value() < amount ? Optional.empty() : Optional.of(List.of(minus(actor, amount)));
            case GIVES ->
                actor.value() < amount
                        ? Optional.empty()
                        : Optional.of(List.of(minus(actor, amount), plus(other, amount)));
            case GIVES_ALL ->
                actor.value() < 2 || related(actor, other)
                        ? Optional.empty()
                        : Optional.of(List.of(nothing(actor), sum(other, actor, "", 1)));
            case GIVES_HALF ->
                actor.value() < 2 || actor.value() % 2 != 0 || related(actor, other)
                        ? Optional.empty()
                        : Optional.of(List.of(half(actor), sum(other, actor, " / 2", 2)));
            case BUYS_AS_MANY ->
                other.value() < 1 || related(actor, other)
                        ? Optional.empty()
                        : Optional.of(List.of(sum(actor, other, "", 1)));
        };
    }

    private static boolean related(Version a, Version b) {
        return (a.causes() & b.causes()) != 0;
    }

    private static Version plus(Version old, int amount) {
        return next(old, old.value() + " + " + amount, old.value() + amount);
    }

    private static Version minus(Version old, int amount) {
        return next(old, old.value() + " - " + amount, old.value() - amount);
    }

    private static Version half(Version old) {
        return next(old, old.value() + " / 2", old.value() / 2);
    }

    private static Version next(Version old, String computed, int value) {
        return new Version(old.count(), computed + " = " + value, value, old.depth() + 1, old.cone(), old.causes());
    }

    /** Who gives everything away has nothing, whatever was before. */
    private static Version nothing(Version old) {
        return new Version(old.count(), "0", 0, 1, 0, 0);
    }

    private static Version sum(Version old, Version more, String dividedInWords, int divisor) {
        int value = old.value() + more.value() / divisor;
        return new Version(
                old.count(),
                old.value() + " + " + more.value() + dividedInWords + " = " + value,
                value,
                1 + Math.max(old.depth(), more.depth()),
                old.cone() | more.cone(),
                old.causes() | more.causes());
    }
}
