package dev.muninn.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.benchmark.Passage.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BabiTest {
    private static final String STORIES = """
            1 Ann went to the kitchen.
            2 Bob took the milk there.
            3 Where is Ann? \tkitchen\t1
            4 Ann moved to the garden.
            5 Where is Ann? \tgarden\t4
            6 Where is Bob? \tunknown\t2
            1 Bob moved to the office.
            2 Where is Bob? \toffice\t1
            """;

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void storiesAsTheyAre() throws IOException {
        List<Passage> passages = new ArrayList<>();
        Babi.read(file("qa1_places_train.txt", STORIES), passages::add);
        assertThat(passages)
                .containsExactly(
                        new Passage(
                                "babi/01",
                                "babi-1-0",
                                List.of(
                                        new Turn(
                                                "Ann went to the kitchen. Bob took the milk there. Where is Ann?\n",
                                                " kitchen",
                                                true),
                                        new Turn("Ann moved to the garden. Where is Ann?\n", " garden", true),
                                        new Turn("Where is Bob?\n", " unknown", true))),
                        new Passage(
                                "babi/01",
                                "babi-1-1",
                                List.of(new Turn("Bob moved to the office. Where is Bob?\n", " office", true))));
        assertThat(passages.getLast().toJson())
                .isEqualTo(
                        "{\"label\":\"babi/01\",\"group\":\"babi-1-1\",\"turns\":[{\"prompt\":\"Bob moved to the office."
                                + " Where is Bob?\\n\",\"completion\":\" office\"}]}");
    }

    @Test
    void plainTextDoesNotSayWhatAnAnswerIs() throws IOException {
        List<Passage> passages = new ArrayList<>();
        Babi.read(file("qa1_places_train.txt", STORIES), passages::add);
        assertThat(passages.getFirst().toPlainJson())
                .isEqualTo(
                        "{\"label\":\"babi/01\",\"group\":\"babi-1-0\",\"text\":\"Ann went to the kitchen. Bob took the milk there."
                                + " Where is Ann?\\n kitchen\\nAnn moved to the garden. Where is Ann?\\n garden\\nWhere is Bob?\\n unknown\"}");
    }

    @Test
    void moreQuestionsAreAnsweredFromTheSentencesBeforeThem() throws IOException {
        int questions = 0;
        int notes = 0;
        for (int seed = 0; seed < 40; seed++) {
            List<Passage> passages = new ArrayList<>();
            assertThat(Babi.readWithMore(file("qa1_places_train.txt", STORIES), seed, passages::add))
                    .isTrue();
            assertThat(passages).extracting(Passage::group).containsExactly("babi-1-0", "babi-1-1");
            for (Passage passage : passages) {
                questions += (int) passage.turns().stream().filter(Turn::asked).count();
                notes += (int)
                        passage.turns().stream().filter(turn -> !turn.asked()).count();
                assertPlacesRight(passage);
            }
        }
        assertThat(questions).isGreaterThan(40 * 3);
        assertThat(notes).isPositive();
    }

    /** Where somebody is, read off the text by the last sentence that sends them somewhere. */
    private static void assertPlacesRight(Passage passage) {
        StringBuilder told = new StringBuilder();
        for (Turn turn : passage.turns()) {
            told.append(turn.prompt());
            Matcher asked = Pattern.compile("Where is ([A-Z]\\w+)\\?\n$").matcher(turn.prompt());
            if (asked.find() && !turn.completion().equals(" unknown")) {
                Matcher went = Pattern.compile(
                                asked.group(1) + " (?:went|went back|moved|journeyed|travelled) to the (\\w+)\\.")
                        .matcher(told);
                String last = "";
                while (went.find()) {
                    last = went.group(1);
                }
                assertThat(turn.completion()).as(told.toString()).isEqualTo(" " + last);
            }
        }
    }

    @Test
    void storiesOfOurOwn() {
        for (int task = 1; task <= 3; task++) {
            List<Passage> passages = new ArrayList<>();
            List<Passage> again = new ArrayList<>();
            BabiStories.write(task, 60, 8, 30, 5, passages::add);
            BabiStories.write(task, 60, 8, 30, 5, again::add);
            assertThat(again).isEqualTo(passages);
            passages.forEach(BabiTest::assertPlacesRight);
            assertThat(passages).allMatch(passage -> passage.turns().stream().anyMatch(Turn::asked));
            String own = List.of("Where is [A-Z].*", "Where is the .*", "Where was the .*")
                    .get(task - 1);
            assertThat(passages.stream()
                            .flatMap(passage -> passage.turns().stream())
                            .filter(turn -> turn.prompt().strip().matches("(?s).*" + own)))
                    .hasSizeGreaterThan(60);
        }
    }

    @Test
    void tasksWithoutASolverAndFilesThatAreNone() throws IOException {
        assertThat(Babi.readWithMore(file("qa20_why_train.txt", STORIES), 1, passage -> {}))
                .isFalse();
        Path unnamed = file("stories.txt", STORIES);
        assertThatThrownBy(() -> Babi.read(unnamed, passage -> {}))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("wanted a file of a bAbI task");
        Path broken = file("qa2_x.txt", "1 Ann went.\nno number\n");
        assertThatThrownBy(() -> Babi.read(broken, passage -> {}))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("line 2: 'no number'");
    }
}
