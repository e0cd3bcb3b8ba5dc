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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepGameTest {
    @TempDir
    private Path directory;

    private static String item(int number, String story, String from, String to, String label) {
        return "\"%d\": {\"story\": [%s], \"question\": \"What is the relation of the agent %s to the agent %s?\", \"label\": \"%s\"}"
                .formatted(number, story, from, to, label);
    }

    private Path file(String name, String... items) throws IOException {
        return Files.writeString(directory.resolve(name), Stream.of(items).collect(Collectors.joining(",", "{", "}")));
    }

    private StepGameSentences sentences() throws IOException {
        return StepGame.sentences(file(
                "qa1_train.json",
                item(0, "\"A is left of B.\"", "A", "B", "left"),
                item(1, "\"Q is left of C.\"", "C", "Q", "right"),
                item(2, "\"X sits over Y.\"", "X", "Y", "above"),
                item(3, "\"X is somewhere near Y.\"", "X", "Y", "above"),
                item(4, "\"X is somewhere near Y.\"", "X", "Y", "left")));
    }

    @Test
    void sentencesMeanWhatTheirItemsAnswer() throws IOException {
        StepGameSentences sentences = sentences();
        assertThat(sentences.size()).isEqualTo(3);
        assertThat(sentences.meaning("M is left of N."))
                .contains(new StepGameSentences.Meaning("M", new Offset(-1, 0), "N"));
        assertThat(sentences.meaning("B sits over A."))
                .contains(new StepGameSentences.Meaning("B", new Offset(0, 1), "A"));
        assertThat(sentences.meaning("B is somewhere near A.")).isEmpty(); // two answers
        assertThat(sentences.meaning("B hides behind A.")).isEmpty();
    }

    @Test
    void questionsOfEveryDistance() throws IOException {
        Path file = file(
                "qa3_train.json",
                item(0, "\"C is left of B.\", \"A sits over B.\", \"C sits over D.\"", "A", "D", "upper-right"),
                item(1, "\"A is left of B.\", \"B sits over C.\", \"D is somewhere near C.\"", "A", "D", "left"),
                item(2, "\"A is left of B.\"", "A", "B", "right")); // the sentence says left
        List<Passage> passages = new ArrayList<>();
        assertThat(StepGame.readWithMore(file, sentences(), 1, passages::add)).isEqualTo(2);
        Passage passage = passages.getFirst();
        assertThat(passages).hasSize(1);
        assertThat(passage.label()).isEqualTo("stepgame/3+");
        List<String> asked = passage.turns().stream()
                .filter(Turn::asked)
                .map(turn -> turn.prompt().strip().replaceFirst(".*agent (\\w) to the agent (\\w)\\?", "$1$2")
                        + turn.completion())
                .toList();
        assertThat(asked).hasSize(8).doesNotHaveDuplicates();
        List<String> right = List.of(
                "AB above",
                "BA below",
                "CB left",
                "BC right",
                "CD above",
                "DC below",
                "AC upper-right",
                "CA lower-left",
                "BD upper-right",
                "DB lower-left",
                "AD upper-right",
                "DA lower-left");
        assertThat(right).containsAll(asked);
        assertThat(asked).anyMatch(answer -> answer.startsWith("AD") || answer.startsWith("DA"));
    }

    @Test
    void itemsAsTheyAre() throws IOException {
        List<Passage> passages = new ArrayList<>();
        StepGame.read(
                file("qa2_test.json", item(7, "\"A is left of B.\", \"B sits over C.\"", "A", "C", "upper-left")),
                passages::add);
        assertThat(passages)
                .containsExactly(new Passage(
                        "stepgame/2",
                        "stepgame-2-7",
                        List.of(new Turn(
                                "A is left of B. B sits over C. What is the relation of the agent A to the agent C?\n",
                                " upper-left",
                                true))));
        Path empty = file("qa2_x.json", "\"0\": {\"story\": []}");
        assertThatThrownBy(() -> StepGame.read(empty, passage -> {}))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("item 0: wanted a story");
    }

    @Test
    void wordProblems() throws IOException {
        Path gsm = Files.writeString(
                directory.resolve("train.jsonl"),
                "{\"question\": \"How many?\", \"answer\": \"Two and 3: 2+3=<<2+3=5>>5.\\n#### 1,005\"}\n");
        List<Passage> passages = new ArrayList<>();
        WordProblems.gsm8k(gsm, false, passages::add);
        WordProblems.gsm8k(gsm, true, passages::add);
        assertThat(passages)
                .extracting(passage -> passage.turns().getFirst().completion())
                .containsExactly(" 1005", " Two and 3: 2+3=5.\n1005");
        Path svamp = Files.writeString(directory.resolve("SVAMP.json"), """
                [{"ID": "chal-1", "Body": "Ann has 3 cups", "Question": "How many?", "Answer": 3.0},
                 {"ID": "chal-701", "Body": "Bob has 2 cups.", "Question": "How many?", "Answer": 2.5}]""");
        passages.clear();
        WordProblems.svamp(svamp, false, passages::add);
        WordProblems.svamp(svamp, true, passages::add);
        assertThat(passages)
                .extracting(passage -> passage.turns().getFirst())
                .containsExactly(
                        new Turn("Ann has 3 cups. How many?\n", " 3", true),
                        new Turn("Bob has 2 cups. How many?\n", " 2.5", true));
    }
}
