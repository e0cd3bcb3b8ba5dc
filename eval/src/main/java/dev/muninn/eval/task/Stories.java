package dev.muninn.eval.task;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Word problems: three people with two kinds of things each, to whom things happen one after another. "Ann has 5 pens and 3 coins.
 * ... Ann finds 2 pens. Ben buys as many pens as Ann has. How many pens does Ben have now?" Numbers are 0 to 30. What happens is in
 * {@link StoryEvent}; about half of it concerns the number that is asked for, and up to three events may come after the last that
 * does.
 */
final class Stories implements ProblemMaker {
    static final String NAME = "stories";

    private static final List<String> NOUNS = List.of("book", "coin", "cup", "key", "pen", "ring");
    private static final int PEOPLE = 3;
    private static final int KINDS = 2;
    private static final int MOST_AFTER = 3;
    private static final int DRAWS_AFTER = 12;
    private static final int DRAWS_A_STEP = 10;

    @Override
    public Example draw(TaskRandom random, int difficulty) {
        Story story = story(random, difficulty);
        List<Integer> deep = IntStream.range(0, PEOPLE * KINDS)
                .filter(count -> story.depth(count) == difficulty)
                .boxed()
                .toList();
        int asked = random.pick(deep);
        after(random, story, asked, difficulty);
        List<Question> questions =
                IntStream.range(0, PEOPLE * KINDS).mapToObj(story::question).toList();
        return new Example(
                NAME,
                difficulty,
                Words.sentences(story.sentences()),
                Words.sentences(story.sentences()),
                questions.get(asked),
                random.shuffled(questions));
    }

    /** A story in which some number is as deep as the difficulty says; one that takes too many draws is begun anew. */
    private static Story story(TaskRandom random, int difficulty) {
        while (true) {
            Story story = new Story(random.some(Words.PEOPLE, PEOPLE), random.some(NOUNS, KINDS));
            for (int person = 0; person < PEOPLE; person++) {
                story.begin(person, random.between(1, 12), random.between(1, 12));
            }
            for (int draw = 0; draw < DRAWS_A_STEP * difficulty && story.deepest() < difficulty; draw++) {
                story.tell(event(random, story.focus()), difficulty);
            }
            if (story.deepest() == difficulty) {
                return story;
            }
        }
    }

    /** Every second event has to do with the number that is deepest so far. */
    private static StoryEvent event(TaskRandom random, int focus) {
        StoryEvent.Kind kind = random.pick(List.of(StoryEvent.Kind.values()));
        List<Integer> actors = random.some(List.of(0, 1, 2), 2);
        int actor = actors.getFirst();
        int other = actors.getLast();
        int item = random.below(KINDS);
        if (random.oneIn(2)) {
            item = focus % KINDS;
            int person = focus / KINDS;
            if (actor != person && other != person) {
                actor = random.oneIn(2) ? person : actor;
                other = actor == person ? other : person;
            }
        }
        return new StoryEvent(kind, actor, other, item, random.between(1, 9));
    }

    private static void after(TaskRandom random, Story story, int asked, int difficulty) {
        int wanted = random.below(MOST_AFTER + 1);
        for (int draw = 0; draw < DRAWS_AFTER && wanted > 0; draw++) {
            StoryEvent event = event(random, random.below(PEOPLE * KINDS));
            if (!event.changes(asked) && story.tell(event, difficulty)) {
                wanted--;
            }
        }
    }
}
