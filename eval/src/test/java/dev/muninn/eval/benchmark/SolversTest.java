package dev.muninn.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Answers known by hand. */
class SolversTest {
    private static Map<String, String> answers(Solver solver, String... sentences) {
        for (String sentence : sentences) {
            solver.read(sentence);
        }
        Map<String, String> answers = new TreeMap<>();
        solver.facts().forEach(fact -> {
            String other = answers.put(fact.question(), fact.answer());
            assertThat(other == null || other.equals(fact.answer()))
                    .as(fact.question())
                    .isTrue();
        });
        return answers;
    }

    @Test
    void placesOfThingsThatAreCarried() {
        String[] story = {
            "Ann went to the kitchen.",
            "Bob moved to the office.",
            "Ann got the milk there.",
            "Ann journeyed to the garden.",
            "Ann gave the milk to Bob.",
            "Bob travelled to the hallway.",
            "Bob put down the milk there.",
            "Bob went back to the office."
        };
        assertThat(answers(new PlacesSolver(3), story))
                .containsEntry("Where is Ann?", "garden")
                .containsEntry("Where is Bob?", "office")
                .containsEntry("Where is the milk?", "hallway")
                .containsEntry("Where was the milk before the garden?", "kitchen")
                .containsEntry("Where was the milk before the hallway?", "office") // given to Bob, who was there
                .doesNotContainKey("Who has the milk?");
        assertThat(answers(new PlacesSolver(2), java.util.Arrays.copyOf(story, 5)))
                .containsEntry("Who has the milk?", "Bob");
    }

    @Test
    void handsAreCountedAndListed() {
        String[] story = {
            "Ann took the milk.", "Ann picked up the apple there.", "Bob got the ball.", "Ann left the milk."
        };
        assertThat(answers(new PlacesSolver(7), story))
                .containsEntry("How many objects is Ann carrying?", "one")
                .containsEntry("How many objects is Bob carrying?", "one");
        PlacesSolver lists = new PlacesSolver(8);
        assertThat(answers(lists, story)).containsEntry("What is Ann carrying?", "apple");
        assertThat(lists.read("Ann dropped the apple.")).contains("nothing");
        assertThat(lists.read("Bob took the milk.")).contains("ball,milk");
    }

    @Test
    void notesSayWhatTheSentenceLeavesOut() {
        PlacesSolver solver = new PlacesSolver(2);
        assertThat(solver.read("Ann went to the kitchen.")).isEmpty(); // she came from nowhere
        assertThat(solver.read("Ann went to the garden.")).contains("kitchen");
        assertThat(solver.read("Ann took the milk.")).contains("garden");
        assertThat(solver.read("Something else happened.")).isEmpty();
    }

    @Test
    void yesAndNoAreAboutAsFrequent() {
        PlacesSolver solver = new PlacesSolver(6);
        solver.read("Ann went to the kitchen.");
        solver.read("Bob went to the office.");
        List<Fact> facts = solver.facts().stream()
                .filter(fact -> fact.question().startsWith("Is "))
                .toList();
        long yes = facts.stream().filter(fact -> fact.answer().equals("yes")).count();
        assertThat(yes).isBetween(facts.size() * 3L / 10, facts.size() * 7L / 10);
        assertThat(facts)
                .allMatch(fact -> fact.answer().equals("yes")
                        == (fact.question().equals("Is Ann in the kitchen?")
                                || fact.question().equals("Is Bob in the office?")));
    }

    @Test
    void hintsAboutPlaces() {
        assertThat(answers(
                        new HintsSolver(),
                        "Ann is either in the park or the school.",
                        "Bob is no longer in the park.",
                        "Cid moved to the office.",
                        "Dan is in the park.",
                        "Dan is not in the kitchen."))
                .containsEntry("Is Ann in the park?", "maybe")
                .containsEntry("Is Ann in the school?", "maybe")
                .containsEntry("Is Ann in the office?", "no")
                .containsEntry("Is Bob in the park?", "no")
                .containsEntry("Is Cid in the office?", "yes")
                .containsEntry("Is Cid in the kitchen?", "no")
                .containsEntry("Is Dan in the kitchen?", "no")
                .doesNotContainKey("Is Dan in the park?");
    }

    @Test
    void timesOfDayInAnyOrder() {
        assertThat(answers(
                        new TimesSolver(),
                        "This evening Ann went to the park.",
                        "Ann moved to the school yesterday.",
                        "Ann travelled to the office this morning.",
                        "Yesterday Bob went back to the park.",
                        "Bob journeyed to the school this afternoon.",
                        "This evening Bob went to the park."))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Where was Ann before the office?", "school",
                        "Where was Ann before the park?", "office",
                        "Where was Bob before the school?", "park"));
    }

    @Test
    void whatAKindFearsAndWhichColourItHas() {
        assertThat(answers(
                        new KindsSolver(),
                        "Mice are afraid of wolves.",
                        "Gert is a mouse.",
                        "Sheep are afraid of cats."))
                .containsEntry("What is gert?", "mouse")
                .containsEntry("What is gert afraid of?", "wolf")
                .containsEntry("What are mice afraid of?", "wolf");
        KindsSolver colours = new KindsSolver();
        assertThat(answers(colours, "Lily is a frog.", "Greg is a frog.", "Rex is a lion.", "Lily is green."))
                .containsEntry("What color is Lily?", "green")
                .containsEntry("What is Greg?", "frog");
        assertThat(colours.read("Rex is white.")).contains("lion");
    }

    @Test
    void positionsOneAndTwoSentencesApart() {
        Map<String, String> answers = answers(
                new PositionsSolver(), "The red square is above the circle.", "The circle is to the left of the box.");
        assertThat(answers)
                .containsEntry("Is the red square above the circle?", "yes")
                .containsEntry("Is the circle below the red square?", "yes")
                .containsEntry("Is the circle to the left of the red square?", "no")
                .containsEntry("Is the box to the right of the red square?", "yes")
                .containsEntry("Is the red square above the box?", "yes")
                .containsEntry("Is the box above the red square?", "no");
    }

    @Test
    void waysOfOneAndTwoSteps() {
        assertThat(answers(
                        new PathsSolver(),
                        "The office is north of the kitchen.",
                        "The garden is east of the office.",
                        "The park is south of the garden."))
                .containsEntry("How do you go from the kitchen to the office?", "n")
                .containsEntry("How do you go from the office to the kitchen?", "s")
                .containsEntry("How do you go from the kitchen to the garden?", "n,e")
                .containsEntry("How do you go from the garden to the kitchen?", "w,s")
                .containsEntry("How do you go from the office to the park?", "e,s")
                .doesNotContainKey("How do you go from the kitchen to the park?");
    }
}
